#include "common/rpc/import_report.h"

namespace thidua::rpc {

thidua::type::v1::ImportReport ToProto(const imports::Report& report, Language language) {
  thidua::type::v1::ImportReport out;
  out.set_rows(report.rows);
  out.set_added(report.added);
  out.set_changed(report.changed);
  out.set_unchanged(report.unchanged);
  out.set_removed(report.removed);
  out.set_stored(report.stored);
  out.set_more_faults(report.more_faults);
  for (const imports::Fault& fault : report.faults) {
    auto* one = out.add_faults();
    one->set_line(fault.line);
    one->set_column(fault.column);
    one->set_field(fault.field);
    one->set_reason(fault.reason);
    one->set_message(fault.message.In(language));
  }
  return out;
}

}  // namespace thidua::rpc
