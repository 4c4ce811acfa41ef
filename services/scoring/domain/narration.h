#ifndef THIDUA_SERVICES_SCORING_DOMAIN_NARRATION_H_
#define THIDUA_SERVICES_SCORING_DOMAIN_NARRATION_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/substitute.h"
#include "common/decimal/rational.h"
#include "common/status/message.h"
#include "services/scoring/domain/scale.h"
#include "services/scoring/domain/sheet.h"

namespace thidua::scoring {

// A figure for people: shortest spelling, digits of the whole part in groups of three from ten thousand up
// ("34 265 077", a no-break space between), what no decimal spells cut after 4 places ("95.1807…").
std::string FormatFigure(const Rational& value);

// "làm tròn 0 chữ số" and the like.
Message Describe(const Rounding& rounding);

// What the input of a slot is, e.g. "kế hoạch". Empty where the scale does not say.
Message DescribeInput(const Scale& scale, int slot);

// The rule in a sentence.
Message DescribeRule(const Criterion& criterion);

// What would win the lost points of a criterion back. Empty where nothing is lost or the rule offers no way to say.
Message DescribeRemedy(const Scale& scale, int criterion, const Sheet& sheet);

// Writes the steps of a calculation; does nothing, at no cost, when nobody asked for them.
class Narrator {
 public:
  explicit Narrator(std::vector<Message>* steps) : steps_(steps) {}

  // `vi` and `en` are absl::Substitute patterns over the same figures.
  template <typename... Figures>
  void Say(const char* vi, const char* en, const Figures&... figures) {
    if (steps_ == nullptr) return;
    steps_->push_back({.vi = absl::Substitute(vi, Text(figures)...), .en = absl::Substitute(en, Text(figures)...)});
  }
  bool listening() const { return steps_ != nullptr; }

 private:
  static std::string Text(const Rational& value) { return FormatFigure(value); }
  static std::string Text(const Decimal& value) { return FormatFigure(value); }
  static std::string Text(const std::string& text) { return text; }

  std::vector<Message>* steps_;
};

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_DOMAIN_NARRATION_H_
