#include <array>
#include <memory>

#include "services/cli/commands.h"
#include "services/cli/json.h"
#include "services/cli/upload.h"

namespace thidua::cli {
namespace {

using thidua::directory::v1::DirectoryService;
using thidua::ranking::v1::RankingService;
using thidua::scoring::v1::ScoringService;
using thidua::tasks::v1::CalendarService;
using thidua::tasks::v1::TasksService;

struct ImportOptions {
  std::string path;
  bool dry_run = false;
};

template <auto kMethod>
absl::Status Import(const Settings& settings, const ImportOptions& options) {
  absl::StatusOr<InputFile> file = InputFile::Open(options.path);
  if (!file.ok()) return file.status();
  const auto reply = Upload(settings, kMethod, &*file, {.dry_run = options.dry_run});
  if (!reply.ok()) return reply.status();
  if (settings.OutputFormat() == Format::kJson) {
    if (absl::Status written = WriteJson(*reply); !written.ok()) return written;
  }
  return ReportImport(settings, *file, options.dry_run, reply->report());
}

struct Kind {
  const char* name;
  Message what;
  const char* example;
  absl::Status (*import)(const Settings&, const ImportOptions&);
};

const std::array<Kind, 9>& Kinds() {
  static const auto& kinds = *new std::array<Kind, 9>{{
      {"units",
       {"Đơn vị hành chính (CSV: code,name,type,level,parent)",
        "Administrative units (CSV: code,name,type,level,parent)"},
       "vn_units.csv",
       &Import<&DirectoryService::Stub::ImportUnits>},
      {"offices",
       {"Bộ phận chủ trì, phối hợp (CSV: code,name)", "Offices that lead or support tasks (CSV: code,name)"},
       "ba_to/offices.csv",
       &Import<&DirectoryService::Stub::ImportOffices>},
      {"clusters",
       {"Cụm thi đua theo năm (CSV: cluster,name,authority,year,unit,role)",
        "Clusters by year (CSV: cluster,name,authority,year,unit,role)"},
       "ba_to/clusters.csv",
       &Import<&DirectoryService::Stub::ImportClusters>},
      {"successions",
       {"Sáp nhập, chia tách đơn vị (CSV: predecessor,successor,date,document)",
        "Units that went into others (CSV: predecessor,successor,date,document)"},
       "sap_nhap_2025.csv",
       &Import<&DirectoryService::Stub::ImportSuccessions>},
      {"scale",
       {"Thang bảng điểm (JSON hoặc XLSX)", "A scale (JSON or XLSX)"},
       "ba_to/scale_2023.json",
       &Import<&ScoringService::Stub::ImportScale>},
      {"inputs",
       {"Số liệu báo cáo (CSV: unit,year,criterion,input,value,source)",
        "Reported inputs (CSV: unit,year,criterion,input,value,source)"},
       "ba_to/inputs_2023.csv",
       &Import<&ScoringService::Stub::ImportInputs>},
      {"results",
       {"Kết quả đã công bố năm trước (CSV: unit,year,cluster,total,rank,members,source)",
        "Results published before (CSV: unit,year,cluster,total,rank,members,source)"},
       "ba_to/results_2022.csv",
       &Import<&RankingService::Stub::ImportResults>},
      {"calendar",
       {"Lịch làm việc, ngày báo cáo (CSV: date,kind,name)", "Holidays and days of reports (CSV: date,kind,name)"},
       "ba_to/calendar_2024.csv",
       &Import<&CalendarService::Stub::ImportCalendar>},
      {"tasks",
       {"Nhiệm vụ đã giao (CSV: unit,year,criterion,title,lead,coordinators,start,due,target,source)",
        "Assigned tasks (CSV: unit,year,criterion,title,lead,coordinators,start,due,target,source)"},
       "ba_to/tasks_2024.csv",
       &Import<&TasksService::Stub::ImportTasks>},
  }};
  return kinds;
}

void AddKind(const Grammar& grammar, CLI::App& parent, Session& session, const Kind& kind, const std::string& name,
             const std::string& example) {
  CLI::App* command = grammar.Command(parent, name, kind.what, example);
  const auto options = std::make_shared<ImportOptions>();
  grammar.Path(*command, "FILE", options->path, "FILE", {"Tệp cần nhập, UTF-8", "File to import, UTF-8"})->required();
  grammar.Flag(*command, "--dry-run", options->dry_run,
               {"Kiểm tra và cho biết sẽ làm gì, không ghi", "Check and say what would happen, store nothing"});
  command->callback([&session, options, import = kind.import] {
    session.run = [&session, options, import] { return import(session.settings, *options); };
  });
}

}  // namespace

void AddImport(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* import =
      grammar.Family(root, "import", {"Nhập một tệp, cả tệp hoặc không gì cả", "Import a file, all of it or nothing"},
                     "thidua import inputs ba_to/inputs_2023.csv --dry-run");
  for (const Kind& kind : Kinds()) {
    AddKind(grammar, *import, session, kind, kind.name, std::string("thidua import ") + kind.name + " " + kind.example);
  }
}

void AddTasksImport(const Grammar& grammar, CLI::App& tasks, Session& session) {
  const Kind& kind = Kinds().back();
  AddKind(grammar, tasks, session, kind, "import", std::string("thidua tasks import ") + kind.example);
}

}  // namespace thidua::cli
