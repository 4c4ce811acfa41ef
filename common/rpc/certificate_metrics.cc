#include "common/rpc/certificate_metrics.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <ctime>
#include <memory>
#include <string>
#include <utility>

namespace thidua::rpc {
namespace {

// Seconds since 1970 at which each certificate of a PEM file ends.
std::vector<double> EndsIn(const std::string& path) {
  std::vector<double> ends;
  const std::unique_ptr<BIO, decltype(&BIO_free)> file(BIO_new_file(path.c_str(), "r"), &BIO_free);
  while (file != nullptr) {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_bio_X509_AUX(file.get(), nullptr, nullptr, nullptr), &X509_free);
    if (certificate == nullptr) break;
    std::tm end{};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) == 1) {
      ends.push_back(static_cast<double>(timegm(&end)));
    }
  }
  // The end of the file is an error to it.
  ERR_clear_error();
  return ends;
}

// When what `files` hold ends, by `choose` (std::min_element or std::max_element) of the ends in `path`.
template <typename Choose>
telemetry::Registry::Registration Add(telemetry::Registry& registry, const char* certificate, const std::string& path,
                                      ClientTls files, Choose choose) {
  auto last = std::make_shared<std::atomic<double>>(std::nan(""));
  return registry.AddGauge("thidua_tls_certificate_expiry_timestamp_seconds",
                           "When a certificate that this process uses ends, in seconds since 1970.",
                           {{"certificate", certificate}}, [path, choose, last, files = std::move(files)] {
                             if (CheckClientTls(files).ok()) {
                               const std::vector<double> ends = EndsIn(path);
                               if (!ends.empty()) *last = *choose(ends.begin(), ends.end());
                             }
                             return last->load();
                           });
}

}  // namespace

std::vector<telemetry::Registry::Registration> AddCertificateMetrics(telemetry::Registry& registry,
                                                                     const ServerTls& server, const ClientTls& peer) {
  const auto first = [](auto begin, auto end) { return std::min_element(begin, end); };
  const auto last = [](auto begin, auto end) { return std::max_element(begin, end); };
  std::vector<telemetry::Registry::Registration> added;
  if (!server.cert.empty()) {
    added.push_back(Add(registry, "server", server.cert, {.ca = "", .cert = server.cert, .key = server.key}, first));
  }
  for (const auto& [certificate, ca] : {std::pair{"client_ca", server.client_ca}, std::pair{"peer_ca", peer.ca}}) {
    if (!ca.empty()) added.push_back(Add(registry, certificate, ca, {.ca = ca, .cert = "", .key = ""}, last));
  }
  return added;
}

}  // namespace thidua::rpc
