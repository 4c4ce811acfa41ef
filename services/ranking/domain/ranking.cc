#include "services/ranking/domain/ranking.h"

#include <algorithm>
#include <compare>
#include <iterator>
#include <utility>

namespace thidua::ranking {
namespace {

// Places [begin, end).
struct Span {
  size_t begin;
  size_t end;
};

// Cuts `span` where neighbours differ by `value`, which the places of the span are sorted by.
template <typename ValueOf>
std::vector<Span> Cut(const std::vector<Place>& places, Span span, ValueOf value) {
  std::vector<Span> pieces;
  for (size_t begin = span.begin, end = begin; begin < span.end; begin = end) {
    while (end < span.end && value(places[end]) == value(places[begin])) ++end;
    pieces.push_back({begin, end});
  }
  return pieces;
}

bool Shared(Span span) { return span.end - span.begin > 1; }

}  // namespace

Order CompetitionRank(const std::vector<Contender>& contenders, const std::vector<std::string>& tie_breaks) {
  Order order;
  std::vector<Place>& places = order.places;
  places.resize(contenders.size());
  for (size_t i = 0; i < places.size(); ++i) places[i].contender = i;
  std::sort(places.begin(), places.end(), [&](const Place& left, const Place& right) {
    const Contender& a = contenders[left.contender];
    const Contender& b = contenders[right.contender];
    const auto by_total = a.total <=> b.total;
    if (std::is_neq(by_total)) return std::is_gt(by_total);
    for (size_t step = 0; step < tie_breaks.size(); ++step) {
      const auto by_step = a.tie_breaks[step] <=> b.tie_breaks[step];
      if (std::is_neq(by_step)) return std::is_gt(by_step);
    }
    return a.unit < b.unit;
  });
  for (size_t i = 0; i < places.size(); ++i) places[i].rank = static_cast<int>(i) + 1;

  std::vector<Span> tied = Cut(places, {0, places.size()}, [&](const Place& place) -> const Rational& {
    return contenders[place.contender].total;
  });
  std::erase_if(tied, [](Span span) { return !Shared(span); });
  for (size_t step = 0; step < tie_breaks.size(); ++step) {
    std::vector<Span> still_tied;
    for (const Span span : tied) {
      const std::vector<Span> pieces = Cut(places, span, [&](const Place& place) -> const Rational& {
        return contenders[place.contender].tie_breaks[step];
      });
      if (pieces.size() > 1) {
        for (size_t i = span.begin; i < span.end; ++i) places[i].decided_by.push_back(tie_breaks[step]);
      }
      std::copy_if(pieces.begin(), pieces.end(), std::back_inserter(still_tied), Shared);
    }
    tied = std::move(still_tied);
  }

  for (const Span span : tied) {
    Tie& tie = order.ties.emplace_back();
    tie.rank = places[span.begin].rank;
    tie.tried = tie_breaks;
    for (size_t i = span.begin; i < span.end; ++i) {
      places[i].rank = tie.rank;
      tie.units.push_back(contenders[places[i].contender].unit);
    }
  }
  return order;
}

}  // namespace thidua::ranking
