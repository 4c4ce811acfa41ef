#include "common/testing/source_file.h"

namespace thidua {

std::string SourceFile(std::string_view path) { return std::string(THIDUA_SOURCE "/").append(path); }

}  // namespace thidua
