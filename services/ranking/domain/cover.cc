#include "services/ranking/domain/cover.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace thidua::ranking {
namespace {

__extension__ using Wide = __int128;

bool CheaperByWeight(const Gain& a, const Gain& b) {
  return static_cast<Wide>(a.cost) * b.weight < static_cast<Wide>(b.cost) * a.weight;
}

// The relaxation of one demand that may win a gain in part: the cheapest by weight first.
class Relaxation {
 public:
  // REQUIRES: in order of CheaperByWeight
  void Add(const Gain& gain) {
    weights_.push_back(weights_.back() + gain.weight);
    costs_.push_back(costs_.back() + gain.cost);
  }

  // No set that pays `owed` costs less; absent when there is none.
  std::optional<int64_t> LeastCost(int64_t owed) const {
    const auto reached = std::lower_bound(weights_.begin(), weights_.end(), owed);
    if (reached == weights_.end()) return std::nullopt;
    const auto last = static_cast<size_t>(reached - weights_.begin());
    if (last == 0) return 0;
    const int64_t weight = weights_[last] - weights_[last - 1];
    const Wide part = static_cast<Wide>(owed - weights_[last - 1]) * (costs_[last] - costs_[last - 1]);
    return costs_[last - 1] + static_cast<int64_t>((part + weight - 1) / weight);
  }

 private:
  std::vector<int64_t> weights_{0};
  std::vector<int64_t> costs_{0};
};

// What the preferred states before owed. A state that owes at least as much on every demand as one of them is useless:
// whatever completes it completes the other one, preferably. The last demand and that of the gain at hand are compared
// in full, the others when equal: groups mostly nest or are apart, so that no other varies.
class Frontier {
 public:
  explicit Frontier(size_t demand) : demand_(demand) {}

  // False when the state is useless.
  bool Admit(absl::Span<const int64_t> owed) {
    rest_.assign(owed.begin(), owed.end());
    const int64_t first = std::exchange(rest_[demand_], 0), last = owed.back();
    rest_.back() = 0;
    std::map<int64_t, int64_t>& stairs = stairs_[rest_];
    auto above = stairs.upper_bound(first);
    if (above != stairs.begin() && std::prev(above)->second <= last) return false;
    while (above != stairs.end() && above->second >= last) above = stairs.erase(above);
    stairs[first] = last;
    return true;
  }

 private:
  size_t demand_;
  std::vector<int64_t> rest_;
  // By the other demands: the last demand, falling, by that of the gain at hand.
  std::map<std::vector<int64_t>, std::map<int64_t, int64_t>> stairs_;
};

// The states of choices from the first gains only, preferred first.
struct Layer {
  std::vector<Choice> choices;
  std::vector<int64_t> owed;  // For each choice, what is left of each demand.
};

// The cheapest choice that meets every demand. Dynamic programming over the gains with a list of undominated states
// (Nemhauser and Ullmann), cut by the relaxation: unlike branch and bound it does not suffer from equal gains and
// costs, which scales are full of, because equal sums become one state.
class Covering {
 public:
  Covering(absl::Span<const Gain> gains, std::vector<Demand> demands, Choice start, Search& search)
      : demands_(std::move(demands)), start_(start), search_(search) {
    // Inner groups before what is around them: demands are met one after the other.
    std::sort(demands_.begin(), demands_.end(),
              [](const Demand& a, const Demand& b) { return std::tie(a.end, b.begin) < std::tie(b.end, a.begin); });
    for (const Gain& gain : gains) {
      if (gain.weight > 0 && !start.Has(gain) && DemandOf(gain) < demands_.size()) gains_.push_back(gain);
    }
    std::stable_sort(gains_.begin(), gains_.end(), [&](const Gain& a, const Gain& b) {
      const size_t of_a = DemandOf(a), of_b = DemandOf(b);
      return of_a != of_b ? of_a < of_b : CheaperByWeight(a, b);
    });
    cheapest_first_.resize(gains_.size());
    std::iota(cheapest_first_.begin(), cheapest_first_.end(), size_t{0});
    std::stable_sort(cheapest_first_.begin(), cheapest_first_.end(),
                     [&](size_t a, size_t b) { return CheaperByWeight(gains_[a], gains_[b]); });
  }

  void Run() {
    if (demands_.empty()) return search_.Offer(start_);
    std::vector<int64_t> owed;
    for (const Demand& demand : demands_) owed.push_back(demand.owed);
    if (!LeastCost(owed, RelaxationsFrom(0)).has_value()) return;
    search_.Offer(Greedy());
    Layer layer{.choices = {start_}, .owed = std::move(owed)};
    for (size_t next = 0; next < gains_.size() && !search_.too_hard; ++next) layer = Extend(layer, next);
  }

 private:
  // The first demand that the gain helps.
  size_t DemandOf(const Gain& gain) const {
    const auto takes = [&](const Demand& demand) { return demand.Takes(gain); };
    return static_cast<size_t>(std::find_if(demands_.begin(), demands_.end(), takes) - demands_.begin());
  }

  std::vector<Relaxation> RelaxationsFrom(size_t first) const {
    std::vector<Relaxation> relaxations(demands_.size());
    for (const size_t gain : cheapest_first_) {
      if (gain < first) continue;
      for (size_t d = 0; d < demands_.size(); ++d) {
        if (demands_[d].Takes(gains_[gain])) relaxations[d].Add(gains_[gain]);
      }
    }
    return relaxations;
  }

  static std::optional<int64_t> LeastCost(absl::Span<const int64_t> owed, const std::vector<Relaxation>& relaxations) {
    int64_t least = 0;
    for (size_t d = 0; d < owed.size(); ++d) {
      const std::optional<int64_t> cost = relaxations[d].LeastCost(owed[d]);
      if (!cost.has_value()) return std::nullopt;
      least = std::max(least, *cost);
    }
    return least;
  }

  // A good choice to begin with. REQUIRES: all gains together meet the demands.
  Choice Greedy() const {
    std::vector<int64_t> spare;
    for (const Demand& demand : demands_) spare.push_back(-demand.owed);
    const auto add = [&](const Gain& gain, int64_t sign) {
      for (size_t d = 0; d < demands_.size(); ++d) spare[d] += demands_[d].Takes(gain) ? sign * gain.weight : 0;
    };
    std::vector<size_t> taken;
    std::vector<bool> is_taken(gains_.size());
    for (size_t d = 0; d < demands_.size(); ++d) {
      for (const size_t gain : cheapest_first_) {
        if (spare[d] >= 0) break;
        if (is_taken[gain] || !demands_[d].Takes(gains_[gain])) continue;
        is_taken[gain] = true;
        taken.push_back(gain);
        add(gains_[gain], 1);
      }
    }
    std::stable_sort(taken.begin(), taken.end(), [&](size_t a, size_t b) { return gains_[a].cost > gains_[b].cost; });
    Choice choice = start_;
    for (const size_t gain : taken) {
      add(gains_[gain], -1);
      if (std::all_of(spare.begin(), spare.end(), [](int64_t left) { return left >= 0; })) continue;
      add(gains_[gain], 1);
      choice = choice.With(gains_[gain]);
    }
    return choice;
  }

  // Each state of `layer` without and with the next gain.
  Layer Extend(const Layer& layer, size_t next) {
    const Gain& gain = gains_[next];
    const std::vector<Relaxation> relaxations = RelaxationsFrom(next + 1);
    Frontier frontier(DemandOf(gain));
    Layer extended;
    std::vector<int64_t> owed(demands_.size());
    // Both runs are in order of preference; the one with the gain lags behind.
    size_t without = 0, with = 0;
    Choice added = layer.choices.empty() ? Choice() : layer.choices[0].With(gain);
    while (with < layer.choices.size()) {
      const bool adds = without == layer.choices.size() || added < layer.choices[without];
      const Choice choice = adds ? added : layer.choices[without];
      if (!(choice < *search_.best)) break;
      if (++search_.steps > kMaxPathSteps || extended.choices.size() > kMaxPathStates) {
        search_.too_hard = true;
        break;
      }
      const size_t from = adds ? with++ : without++;
      if (adds && with < layer.choices.size()) added = layer.choices[with].With(gain);
      for (size_t d = 0; d < demands_.size(); ++d) {
        const int64_t before = layer.owed[from * demands_.size() + d];
        owed[d] = adds && demands_[d].Takes(gain) ? std::max(int64_t{0}, before - gain.weight) : before;
      }
      if (std::all_of(owed.begin(), owed.end(), [](int64_t left) { return left == 0; })) {
        search_.Offer(choice);
        continue;
      }
      const std::optional<int64_t> least = LeastCost(owed, relaxations);
      if (!least.has_value() || choice.cost + *least > search_.best->cost || !frontier.Admit(owed)) continue;
      extended.choices.push_back(choice);
      extended.owed.insert(extended.owed.end(), owed.begin(), owed.end());
    }
    return extended;
  }

  std::vector<Demand> demands_;
  Choice start_;
  Search& search_;
  std::vector<Gain> gains_;  // Those that help a demand, in the order in which the states consider them.
  std::vector<size_t> cheapest_first_;
};

}  // namespace

void Cover(absl::Span<const Gain> gains, std::vector<Demand> demands, const Choice& start, Search& search) {
  Covering(gains, std::move(demands), start, search).Run();
}

}  // namespace thidua::ranking
