#ifndef THIDUA_COMMON_RPC_CREDENTIALS_H_
#define THIDUA_COMMON_RPC_CREDENTIALS_H_

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace thidua::rpc {

// PEM files of a server. All empty: plain text.
struct ServerTls {
  std::string cert;  // Its chain, own certificate first.
  std::string key;
  std::string client_ca;  // When set, clients must show a certificate of it.
};

// PEM files of a client. Without `ca`: plain text.
struct ClientTls {
  std::string ca;    // Whose certificates servers must show.
  std::string cert;  // What it shows itself when a server asks; may be empty.
  std::string key;
};

// Files that are replaced, by renaming, are read again within this time, for connections made from then on.
inline constexpr unsigned kReloadSeconds = 2;

// FAILED_PRECONDITION (TLS_FILES) with the file that is missing, not readable, not PEM or no partner of the other.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(const ServerTls& tls);

// The same check of a client's files, before anything is called.
absl::Status CheckClientTls(const ClientTls& tls);

// A server is accepted when its certificate is for one of `hosts`, names or IP addresses: replicas in a list are as
// good as each other.
std::shared_ptr<grpc::ChannelCredentials> MakeChannelCredentials(const ClientTls& tls, std::vector<std::string> hosts);

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_CREDENTIALS_H_
