#include "services/scoring/usecases/cluster_sheets.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_join.h"
#include "common/status/problem.h"
#include "services/scoring/domain/ledger.h"
#include "services/scoring/domain/workflow.h"
#include "services/scoring/usecases/errors.h"
#include "services/scoring/usecases/record_codec.h"
#include "services/scoring/usecases/sheet_place.h"

namespace thidua::scoring {
namespace {

// The one scale that all units are under.
absl::StatusOr<StoredScale> FindCommonScale(ScaleResolver& resolver, const ClusterYear& cluster,
                                            const std::vector<Unit>& units) {
  std::set<const StoredScale*> scales;
  for (const Unit& unit : units) {
    absl::StatusOr<const StoredScale*> scale = resolver.Resolve(unit);
    if (!scale.ok()) return scale.status();
    scales.insert(*scale);
  }
  if (scales.empty() || *scales.rbegin() == nullptr) return NoScaleForCluster(cluster.code, cluster.year);
  if (scales.size() == 1) return **scales.begin();
  std::set<std::string> names;
  for (const StoredScale* scale : scales) names.insert(scale == nullptr ? "∅" : scale->scale_id);
  return MixedScales(cluster.code, cluster.year, absl::StrJoin(names, ", "));
}

absl::StatusOr<StoredScale> AsOf(ReadTransaction& transaction, StoredScale scale, int64_t version) {
  if (version == 0 || scale.version <= version) return scale;
  absl::StatusOr<std::optional<StoredScale>> earlier = transaction.GetScaleAt(scale.scale_id, version);
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) return **std::move(earlier);
  return scale;
}

std::vector<std::string> MemberCodes(const ClusterYear& cluster) {
  std::vector<std::string> codes;
  for (const Member& member : cluster.members) codes.push_back(member.unit);
  return codes;
}

absl::Status LoadMembers(ReadTransaction& transaction, const std::string& cluster, int year, ClusterSheets& out) {
  absl::StatusOr<std::vector<ClusterYear>> clusters = transaction.ListClusterYears({.cluster = cluster}, year);
  if (!clusters.ok()) return clusters.status();
  if (clusters->empty()) return UnknownCluster(cluster, year);
  out.cluster = std::move(clusters->front());
  absl::StatusOr<std::vector<Unit>> units = transaction.GetUnits(MemberCodes(out.cluster));
  if (!units.ok()) return units.status();
  out.units = *std::move(units);
  return absl::OkStatus();
}

// `version`: as of LoadClusterSheets.
absl::Status LoadScale(ReadTransaction& transaction, ScaleCatalog& catalog, ScaleResolver& resolver, int64_t version,
                       ScorableCluster& out) {
  absl::StatusOr<StoredScale> stored = FindCommonScale(resolver, out.cluster, out.units);
  if (stored.ok()) stored = AsOf(transaction, *std::move(stored), version);
  if (!stored.ok()) return stored.status();
  out.stored_scale = *std::move(stored);
  absl::StatusOr<std::shared_ptr<const Scale>> scale = catalog.Get(transaction, out.stored_scale);
  if (!scale.ok()) return scale.status();
  out.scale = *std::move(scale);
  return absl::OkStatus();
}

// REQUIRES: members and scale are loaded.
absl::Status LoadSheets(ReadTransaction& transaction, int64_t version, ClusterSheets& out) {
  const std::vector<std::string> codes = MemberCodes(out.cluster);
  for (const auto& [records, year] :
       {std::pair(&out.records, out.cluster.year), std::pair(&out.last_year, out.cluster.year - 1)}) {
    absl::StatusOr<std::vector<SheetRecord>> loaded = LoadRecords(transaction, codes, year);
    if (!loaded.ok()) return loaded.status();
    *records = *std::move(loaded);
    for (SheetRecord& record : *records) {
      if (version == 0) break;
      if (absl::Status status = RewindRecord(transaction, version, record); !status.ok()) return status;
    }
  }
  return RebuildSheets(out);
}

void Inherit(const Scale& scale, const CurrentByCriterion& last_year, Sheet& sheet) {
  if (last_year.empty()) return;
  InheritPrevious(
      scale,
      [&](const std::string& criterion) -> std::optional<Decimal> {
        const auto found = last_year.find(criterion);
        return found == last_year.end() ? std::nullopt : std::optional(found->second);
      },
      sheet);
}

absl::Status DoesNotFit(const ScorableCluster& cluster, size_t member, const EntryKey& bad) {
  return InputDoesNotFit(cluster.units[member].code, cluster.cluster.year, bad.first, bad.second,
                         cluster.scale->definition().scale_id);
}

// All clusters of a scope in a year, read together. Call what loads in the order in which it stands here.
class YearLoader {
 public:
  YearLoader(ReadTransaction& transaction, const ClusterScope& scope, int year)
      : transaction_(transaction), scope_(scope), year_(year) {}

  absl::Status LoadUnits() {
    absl::StatusOr<std::vector<ClusterYear>> clusters = transaction_.ListVersions(scope_, year_);
    if (!clusters.ok()) return clusters.status();
    clusters_.resize(clusters->size());
    absl::flat_hash_map<std::string, Cluster*> by_code;
    for (size_t i = 0; i < clusters_.size(); ++i) {
      clusters_[i].out.cluster = std::move((*clusters)[i]);
      by_code[clusters_[i].out.cluster.code] = &clusters_[i];
    }
    return transaction_.ForEachMember(scope_, year_, [&](const MemberUnit& member) {
      Cluster& cluster = *by_code[member.cluster];
      places_.push_back({.unit = member.unit.code, .cluster = &cluster, .member = cluster.out.units.size()});
      cluster.out.cluster.members.push_back({.unit = member.unit.code, .leader = member.leader});
      cluster.out.units.push_back(member.unit);
    });
  }

  void ChooseScales(ChooseScale choose) {
    for (Cluster& one : clusters_) {
      ScorableCluster& out = one.out;
      one.status = choose(out);
      if (!IsWanted(one)) continue;
      one.reader = &readers_.try_emplace(out.scale.get(), *out.scale).first->second;
      if (out.scale->compares_years()) one.last_year.resize(out.units.size());
    }
  }

  absl::Status LoadLastYear() {
    const bool compared =
        std::any_of(clusters_.begin(), clusters_.end(), [](const Cluster& one) { return !one.last_year.empty(); });
    if (!compared) return absl::OkStatus();
    return ForEachSheet(year_ - 1, [](const StoredSheet& stored, const Place& place) {
      if (place.cluster->last_year.empty()) return absl::OkStatus();
      CurrentByCriterion& figures = place.cluster->last_year[place.member];
      return DecodeRecord(stored, [&](std::string_view criterion, std::string_view input,
                                      std::string_view value) { AddCurrentFigure(criterion, input, value, figures); })
          .status();
    });
  }

  // A cluster is visited as soon as it and those before it are loaded.
  absl::Status LoadSheets(VisitCluster visit) {
    const absl::Status status = ForEachSheet(year_, [&](const StoredSheet& stored, const Place& place) {
      while (NextEndsBefore(stored.unit)) {
        if (absl::Status visited = VisitNext(visit); !visited.ok()) return visited;
      }
      return IsWanted(*place.cluster) ? LoadSheet(stored, place.member, *place.cluster) : absl::OkStatus();
    });
    if (!status.ok()) return status;
    while (next_ < clusters_.size()) {
      if (absl::Status visited = VisitNext(visit); !visited.ok()) return visited;
    }
    return absl::OkStatus();
  }

 private:
  struct Cluster {
    ScorableCluster out;
    absl::Status status;
    SheetReader* reader = nullptr;              // Of its scale.
    std::vector<CurrentByCriterion> last_year;  // By member; none where years are not compared.
  };
  struct Place {
    std::string unit;
    Cluster* cluster = nullptr;
    size_t member = 0;
  };

  template <typename Load>
  absl::Status ForEachSheet(int sheet_year, Load load) {
    auto place = places_.begin();
    return transaction_.ForEachSheet(scope_, year_, sheet_year, [&](const StoredSheet& stored) {
      // Both are in order of unit code.
      while (place != places_.end() && place->unit != stored.unit) ++place;
      return place == places_.end() ? Internal("sheets: not in order of unit: " + stored.unit) : load(stored, *place);
    });
  }

  bool NextEndsBefore(const std::string& unit) const {
    if (next_ == clusters_.size()) return false;
    const std::vector<Unit>& units = clusters_[next_].out.units;
    return units.empty() || units.back().code < unit;
  }

  absl::Status VisitNext(VisitCluster visit) {
    Cluster one = std::move(clusters_[next_++]);
    ScorableCluster& out = one.out;
    if (one.status.ok() && out.scale == nullptr) return absl::OkStatus();
    if (one.status.ok()) {
      AddEmptySheets(out.units.size(), out);
      for (size_t i = 0; i < one.last_year.size(); ++i) Inherit(*out.scale, one.last_year[i], out.sheets[i]);
    } else {
      out.sheets.clear();
      out.records.clear();
    }
    return visit(out, one.status);
  }

  static bool IsWanted(const Cluster& one) { return one.status.ok() && one.out.scale != nullptr; }

  // Of the members before `end` that have none.
  void AddEmptySheets(size_t end, ScorableCluster& out) const {
    out.sheets.reserve(out.units.size());
    out.records.reserve(out.units.size());
    for (size_t i = out.sheets.size(); i < end; ++i) {
      out.sheets.push_back(EmptySheet(*out.scale, out.units[i].code, out.units[i].type));
      out.records.push_back({.unit = out.units[i].code, .year = year_});
    }
  }

  // In order of member.
  absl::Status LoadSheet(const StoredSheet& stored, size_t member, Cluster& one) const {
    ScorableCluster& out = one.out;
    AddEmptySheets(member, out);
    Sheet& sheet = out.sheets.emplace_back(EmptySheet(*out.scale, stored.unit, out.units[member].type));
    std::optional<EntryKey> bad;
    absl::StatusOr<SheetRecord> record =
        DecodeRecord(stored, [&](std::string_view criterion, std::string_view input, std::string_view value) {
          if (!one.reader->Read(criterion, input, value, sheet) && !bad) bad = EntryKey(criterion, input);
        });
    if (!record.ok()) return record.status();
    out.records.push_back(*std::move(record));
    if (bad) one.status = DoesNotFit(out, member, *bad);
    return absl::OkStatus();
  }

  ReadTransaction& transaction_;
  const ClusterScope& scope_;
  const int year_;
  std::vector<Cluster> clusters_;
  size_t next_ = 0;            // The cluster that is visited next.
  std::vector<Place> places_;  // In order of unit code.
  std::map<const Scale*, SheetReader> readers_;
};

}  // namespace

absl::StatusOr<ClusterSheets> LoadClusterSheets(ReadTransaction& transaction, ScaleCatalog& catalog,
                                                const std::string& cluster, int year, int64_t version) {
  ClusterSheets out;
  if (absl::Status status = LoadMembers(transaction, cluster, year, out); !status.ok()) return status;
  absl::StatusOr<ScaleResolver> resolver = ScaleResolver::For(transaction, year);
  if (!resolver.ok()) return resolver.status();
  if (absl::Status status = LoadScale(transaction, catalog, *resolver, version, out); !status.ok()) return status;
  if (absl::Status status = LoadSheets(transaction, version, out); !status.ok()) return status;
  return out;
}

absl::Status ForEachScorableClusterUnder(ReadTransaction& transaction, ChooseScale choose, const ClusterScope& scope,
                                         int year, VisitCluster visit) {
  YearLoader loader(transaction, scope, year);
  absl::Status status = loader.LoadUnits();
  if (!status.ok()) return status;
  loader.ChooseScales(choose);
  status = loader.LoadLastYear();
  return status.ok() ? loader.LoadSheets(visit) : status;
}

absl::Status TakeScaleInForce(ReadTransaction& transaction, ScaleCatalog& catalog, ScaleResolver& resolver,
                              ScorableCluster& cluster) {
  return LoadScale(transaction, catalog, resolver, /*version=*/0, cluster);
}

absl::Status ForEachScorableCluster(ReadTransaction& transaction, ScaleCatalog& catalog, const ClusterScope& scope,
                                    int year, VisitCluster visit) {
  absl::StatusOr<ScaleResolver> resolver = ScaleResolver::For(transaction, year);
  if (!resolver.ok()) return resolver.status();
  const auto in_force = [&](ScorableCluster& cluster) {
    return TakeScaleInForce(transaction, catalog, *resolver, cluster);
  };
  return ForEachScorableClusterUnder(transaction, in_force, scope, year, visit);
}

absl::Status RebuildSheets(ClusterSheets& cluster) {
  cluster.sheets.clear();
  for (size_t i = 0; i < cluster.units.size(); ++i) {
    EntryKey bad;
    Sheet sheet = ToSheet(*cluster.scale, cluster.units[i].type, cluster.records[i], &bad);
    if (!bad.first.empty()) return DoesNotFit(cluster, i, bad);
    Inherit(*cluster.scale, CurrentFigures(cluster.last_year[i]), sheet);
    cluster.sheets.push_back(std::move(sheet));
  }
  return absl::OkStatus();
}

std::vector<UnitScore> ScoreWhereTheyStand(const ScorableCluster& sheets, std::vector<UnitScore>* computed) {
  std::vector<UnitScore> scores = ScoreCluster(*sheets.scale, sheets.sheets);
  if (computed != nullptr) *computed = scores;
  for (size_t i = 0; i < scores.size(); ++i) {
    const int stage = StageOf(sheets.scale->stages(), sheets.records[i]);
    scores[i] = ScoreAtStage(*sheets.scale, std::move(scores[i]), sheets.records[i], stage);
  }
  return scores;
}

}  // namespace thidua::scoring
