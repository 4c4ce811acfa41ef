#ifndef THIDUA_SERVICES_SCORING_RPC_SHEET_REPLY_H_
#define THIDUA_SERVICES_SCORING_RPC_SHEET_REPLY_H_

#include <string>
#include <vector>

#include "common/status/message.h"
#include "services/scoring/domain/ledger.h"
#include "services/scoring/domain/quality.h"
#include "services/scoring/domain/record.h"
#include "services/scoring/domain/workflow.h"
#include "services/scoring/usecases/cluster_sheets.h"
#include "services/scoring/usecases/record_codec.h"
#include "services/scoring/usecases/sheet_writes.h"
#include "thidua/scoring/v1/sheets.pb.h"

namespace thidua::scoring {

// The messages of SheetService from what the domain and the use cases give.

// The context of a member of a cluster.
SheetContext ContextOf(const ClusterSheets& sheets, size_t member);

thidua::type::v1::Actor ToProto(const Actor& actor);
thidua::scoring::v1::Stage ToProto(const Stage& stage);
thidua::scoring::v1::SheetState ToProto(const SheetResult& result);
thidua::scoring::v1::Evidence ToProto(const std::string& id, const Evidence& evidence);
thidua::scoring::v1::SheetChange ToProto(const Change& change, const StageChain& stages);
thidua::scoring::v1::Warning ToProto(const Warning& warning, Language language);
thidua::scoring::v1::Revision ToProto(const LogContent& content, const StageChain& stages);

thidua::scoring::v1::Sheet ToSheetReply(const ClusterSheets& sheets, size_t member, Language language);
// Of one member, or of all when `member` is negative.
thidua::scoring::v1::GetLedgerResponse ToLedgerReply(const ClusterSheets& sheets, int member);
// Adds what there is to say of a cluster.
void ToProgressReply(const ScorableCluster& sheets, CivilDay today, thidua::scoring::v1::ClusterProgress& out);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_RPC_SHEET_REPLY_H_
