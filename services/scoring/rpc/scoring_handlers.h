#ifndef THIDUA_SERVICES_SCORING_RPC_SCORING_HANDLERS_H_
#define THIDUA_SERVICES_SCORING_RPC_SCORING_HANDLERS_H_

#include <memory>
#include <vector>

#include "common/rpc/gate.h"
#include "common/rpc/server.h"
#include "services/scoring/rpc/scoring_server.h"

namespace thidua::scoring {

// The gRPC face of a ScoringServer: DirectoryService, ScoringService, SheetService and AuditService.
class ScoringHandlers {
 public:
  // Neither is owned; both outlive this.
  ScoringHandlers(ScoringServer& server, rpc::Gate& gate);
  ~ScoringHandlers();

  std::vector<rpc::NamedService> services();

 private:
  class Directory;
  class Scoring;
  class Sheets;
  class Audit;
  const std::unique_ptr<Directory> directory_;
  const std::unique_ptr<Scoring> scoring_;
  const std::unique_ptr<Sheets> sheets_;
  const std::unique_ptr<Audit> audit_;
};

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_RPC_SCORING_HANDLERS_H_
