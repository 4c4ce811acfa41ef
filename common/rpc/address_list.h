#ifndef THIDUA_COMMON_RPC_ADDRESS_LIST_H_
#define THIDUA_COMMON_RPC_ADDRESS_LIST_H_

#include <string>
#include <string_view>
#include <vector>

namespace thidua::rpc {

// Where the replicas of a service are, as an operator writes it: "host:port", several of them separated by commas, or
// "dns:///name:port". An IPv6 address is in brackets.
bool IsAddressList(std::string_view text);

// The hosts in it, without ports: the names that a replica's certificate may be for.
//
// REQUIRES: IsAddressList(text).
std::vector<std::string> HostsOf(std::string_view text);

// The same as a target of gRPC. A single name is looked up again whenever connections are lost, and may stand for
// several replicas. Names within a list are looked up here, once: gRPC knows lists of IP addresses only.
//
// REQUIRES: IsAddressList(text).
std::string TargetOf(std::string_view text);

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_ADDRESS_LIST_H_
