#include "common/testing/program_file.h"

namespace thidua {

std::string ProgramFile(std::string_view name) { return std::string(THIDUA_PROGRAMS "/").append(name); }

}  // namespace thidua
