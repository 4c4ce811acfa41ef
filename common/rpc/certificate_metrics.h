#ifndef THIDUA_COMMON_RPC_CERTIFICATE_METRICS_H_
#define THIDUA_COMMON_RPC_CERTIFICATE_METRICS_H_

#include <vector>

#include "common/rpc/credentials.h"
#include "common/telemetry/registry.h"

namespace thidua::rpc {

// thidua_tls_certificate_expiry_timestamp_seconds: when what the files hold ends, for each that is used. Of the
// server's own chain (certificate="server", which it also shows its peers), the certificate that ends first; of those
// who are trusted ("client_ca", "peer_ca"), the one that ends last, since an old one may stand beside a new one.
//
// Files are read whenever metrics are. While one cannot be used, what was in use before counts, as it does for
// connections.
std::vector<telemetry::Registry::Registration> AddCertificateMetrics(telemetry::Registry& registry,
                                                                     const ServerTls& server, const ClientTls& peer);

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_CERTIFICATE_METRICS_H_
