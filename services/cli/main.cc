#include "services/cli/application.h"

int main(int argc, char** argv) { return thidua::cli::RunApplication(argc, argv); }
