#include "common/rpc/credentials.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::rpc {
namespace {

using grpc::experimental::ExternalCertificateVerifier;
using grpc::experimental::FileWatcherCertificateProvider;
using grpc::experimental::TlsCustomVerificationCheckRequest;

absl::Status BadFile(const std::string& file) {
  const unsigned long error = ERR_get_error();  // NOLINT(google-runtime-int): OpenSSL's type.
  const char* reason = ERR_reason_error_string(error);
  ERR_clear_error();
  const std::string why = reason == nullptr ? "?" : reason;
  return FailedPrecondition(
      "TLS_FILES",
      {.vi = absl::StrCat("Không dùng được tệp TLS ", file, " (", why,
                          "). Hãy kiểm tra tệp có đó, đọc được, đúng định dạng PEM và khóa đi với chứng thư."),
       .en = absl::StrCat("Cannot use the TLS file ", file, " (", why,
                          "). Check that it is there, readable and PEM, and that key and certificate "
                          "belong together.")});
}

absl::Status CheckFiles(const std::string& cert, const std::string& key, const std::string& ca) {
  ERR_clear_error();
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_method()), &SSL_CTX_free);
  if (cert.empty() != key.empty()) {
    return FailedPrecondition("TLS_FILES", {.vi = "Chứng thư và khóa TLS phải được cho cùng nhau.",
                                            .en = "A TLS certificate and its key must be given together."});
  }
  if (!cert.empty()) {
    if (SSL_CTX_use_certificate_chain_file(context.get(), cert.c_str()) != 1) return BadFile(cert);
    if (SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1) return BadFile(key);
  }
  if (!ca.empty() && SSL_CTX_load_verify_locations(context.get(), ca.c_str(), nullptr) != 1) return BadFile(ca);
  return absl::OkStatus();
}

// Accepts a certificate, already verified up to the CA, that is for one of the hosts.
class AnyHostVerifier final : public ExternalCertificateVerifier {
 public:
  explicit AnyHostVerifier(std::vector<std::string> hosts) : hosts_(std::move(hosts)) {}

  bool Verify(TlsCustomVerificationCheckRequest* request, std::function<void(grpc::Status)>,
              grpc::Status* status) override {
    *status = IsForAHost(request->peer_cert())
                  ? grpc::Status::OK
                  : grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "the certificate is for another host");
    return true;
  }
  void Cancel(TlsCustomVerificationCheckRequest*) override {}

 private:
  bool IsForAHost(grpc::string_ref pem) const {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bytes(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                          &BIO_free);
    const std::unique_ptr<X509, decltype(&X509_free)> cert(PEM_read_bio_X509(bytes.get(), nullptr, nullptr, nullptr),
                                                           &X509_free);
    if (cert == nullptr) return false;
    for (const std::string& host : hosts_) {
      // Negative: no IP address.
      const int as_address = X509_check_ip_asc(cert.get(), host.c_str(), 0);
      const bool fits =
          as_address < 0 ? X509_check_host(cert.get(), host.data(), host.size(), 0, nullptr) == 1 : as_address == 1;
      if (fits) return true;
    }
    return false;
  }

  const std::vector<std::string> hosts_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(const ServerTls& tls) {
  if (tls.cert.empty() && tls.key.empty() && tls.client_ca.empty()) return grpc::InsecureServerCredentials();
  if (tls.cert.empty()) {
    return FailedPrecondition("TLS_FILES", {.vi = "Máy chủ TLS cần chứng thư và khóa của chính nó.",
                                            .en = "A TLS server needs a certificate and a key of its own."});
  }
  if (absl::Status status = CheckFiles(tls.cert, tls.key, tls.client_ca); !status.ok()) return status;
  grpc::experimental::TlsServerCredentialsOptions options(
      std::make_shared<FileWatcherCertificateProvider>(tls.key, tls.cert, tls.client_ca, kReloadSeconds));
  options.watch_identity_key_cert_pairs();
  if (!tls.client_ca.empty()) {
    options.watch_root_certs();
    options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return grpc::experimental::TlsServerCredentials(options);
}

absl::Status CheckClientTls(const ClientTls& tls) { return CheckFiles(tls.cert, tls.key, tls.ca); }

std::shared_ptr<grpc::ChannelCredentials> MakeChannelCredentials(const ClientTls& tls, std::vector<std::string> hosts) {
  if (tls.ca.empty()) return grpc::InsecureChannelCredentials();
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(
      std::make_shared<FileWatcherCertificateProvider>(tls.key, tls.cert, tls.ca, kReloadSeconds));
  options.watch_root_certs();
  if (!tls.cert.empty()) options.watch_identity_key_cert_pairs();
  options.set_certificate_verifier(ExternalCertificateVerifier::Create<AnyHostVerifier>(std::move(hosts)));
  options.set_check_call_host(false);
  return grpc::experimental::TlsCredentials(options);
}

}  // namespace thidua::rpc
