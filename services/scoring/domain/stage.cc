#include "services/scoring/domain/stage.h"

namespace thidua::scoring {

const StageChain& DefaultStages() {
  static const auto* const kChain = new StageChain{
      {.code = "SELF", .title = "Đơn vị tự chấm điểm", .actor = StageActor::kUnit},
      {.code = "DEPARTMENT", .title = "Phòng, ban chuyên môn xác nhận", .actor = StageActor::kVerifiers},
      {.code = "CLUSTER", .title = "Cụm thi đua họp chấm điểm", .actor = StageActor::kClusterLeader},
      {.code = "APPRAISAL", .title = "Cấp trên thẩm định", .actor = StageActor::kAuthority},
      {.code = "PUBLISHED", .title = "Đã công bố", .actor = StageActor::kNobody},
  };
  return *kChain;
}

int FindStage(const StageChain& chain, const std::string& code) {
  for (size_t i = 0; i < chain.size(); ++i) {
    if (chain[i].code == code) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace thidua::scoring
