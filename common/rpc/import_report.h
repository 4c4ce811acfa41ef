#ifndef THIDUA_COMMON_RPC_IMPORT_REPORT_H_
#define THIDUA_COMMON_RPC_IMPORT_REPORT_H_

#include "common/import/fault.h"
#include "common/status/message.h"
#include "thidua/type/v1/import.pb.h"

namespace thidua::rpc {

// The report as replies carry it, with the messages of its faults in one language.
thidua::type::v1::ImportReport ToProto(const imports::Report& report, Language language);

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_IMPORT_REPORT_H_
