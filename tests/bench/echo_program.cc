// Stands in for a service in deploy/cluster.sh: listens where the service would, writes its port file, is healthy, and
// answers GetClusterRanking and GetClusterScores with the bytes of the files of those names beside the program.

#include <grpcpp/grpcpp.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "tests/bench/echo.h"

namespace thidua::bench {
namespace {

grpc::Slice ReadBytes(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

int Serve(const std::filesystem::path& folder, const std::string& listen, const std::string& port_file) {
  RankingEcho ranking;
  ranking.Set(ReadBytes(folder / "GetClusterRanking"));
  ScoringEcho scoring;
  scoring.Set(ReadBytes(folder / "GetClusterScores"));
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddListeningPort(listen, grpc::InsecureServerCredentials());
  builder.RegisterService(&ranking);
  builder.RegisterService(&scoring);
  const auto server = builder.BuildAndStart();
  if (server == nullptr) {
    std::cerr << "bench: cannot serve at " << listen << '\n';
    return 1;
  }
  std::ofstream(port_file) << listen << '\n';
  server->Wait();
  return 0;
}

}  // namespace
}  // namespace thidua::bench

int main(int argc, char** argv) {
  std::string listen, port_file;
  for (int i = 1; i + 1 < argc; ++i) {
    if (argv[i] == std::string("--listen")) listen = argv[i + 1];
    if (argv[i] == std::string("--port-file")) port_file = argv[i + 1];
  }
  return thidua::bench::Serve(std::filesystem::path(argv[0]).parent_path(), listen, port_file);
}
