#ifndef THIDUA_COMMON_TESTING_PROGRAM_FILE_H_
#define THIDUA_COMMON_TESTING_PROGRAM_FILE_H_

#include <string>
#include <string_view>

namespace thidua {

// The absolute path of a program of this build, e.g. ProgramFile("thidua-scoring"). REQUIRES: the test is said to start
// it (thidua_starts_programs).
std::string ProgramFile(std::string_view name);

}  // namespace thidua

#endif  // THIDUA_COMMON_TESTING_PROGRAM_FILE_H_
