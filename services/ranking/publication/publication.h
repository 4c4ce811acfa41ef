#ifndef THIDUA_SERVICES_RANKING_PUBLICATION_PUBLICATION_H_
#define THIDUA_SERVICES_RANKING_PUBLICATION_PUBLICATION_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/ranking/rpc/rankable_cluster.h"
#include "thidua/ranking/v1/publication.pb.h"

// Publications (protos/thidua/ranking/v1/publication.proto) as values: all of it is pure.
namespace thidua::ranking {

// What `results` and `awards` hold, and how the file is laid out. A change of either is another format.
inline constexpr int kPublicationFormat = 1;

// Cluster-years scored from their frozen form.
absl::StatusOr<std::vector<std::shared_ptr<const RankableCluster>>> ScoreAll(
    const google::protobuf::RepeatedPtrField<scoring::v1::FrozenCluster>& clusters);

// Takes the scales out of the clusters, each revision once, and puts them back. PutScalesBack: INVALID_ARGUMENT
// (BAD_PUBLICATION) when one is not there.
void TakeScalesOut(v1::Publication& publication);
absl::Status PutScalesBack(v1::Publication& publication);

// Computes `results`, `awards` and `provisional` from the rest. INVALID_ARGUMENT (BAD_PUBLICATION, BAD_FROZEN_CLUSTER)
// and what ScoreFrozen fails with when the rest does not fit together.
absl::Status Complete(v1::Publication& publication);

// Equal texts stand for equal content: the years, figures, decisions and results, but not who published them, when,
// under which number, nor versions of the store.
absl::StatusOr<std::string> ContentOf(v1::Publication publication);

// A publication as its file.
struct PublicationFile {
  std::string text;
  std::string sha256;
};
absl::StatusOr<PublicationFile> Render(const v1::Publication& publication);

v1::PublicationSummary SummaryOf(const v1::Publication& publication, const PublicationFile& file);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_PUBLICATION_PUBLICATION_H_
