#include "common/auth/authenticator.h"

#include <cjose/cjose.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/auth/keys.h"
#include "common/status/problem.h"
#include "common/testing/temp_folder.h"

namespace thidua::auth {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

json Claims() {
  return {{"iss", "thidua"},
          {"aud", "thidua"},
          {"sub", "tri"},
          {"name", "Phạm Văn Trí"},
          {"unit", "21526"},
          {"office", "VP"},
          {"roles", {"editor", "viewer"}},
          {"iat", absl::ToUnixSeconds(kNow)},
          {"exp", absl::ToUnixSeconds(kNow) + 3600}};
}

std::string Encoded(const std::string& text) { return absl::WebSafeBase64Escape(text); }

// Signed by whatever key and algorithm, as the library for it allows.
std::string SignedBy(cjose_jwk_t* key, const std::string& algorithm, const std::string& kid,
                     const std::string& payload) {
  cjose_err error;
  cjose_header_t* header = cjose_header_new(&error);
  cjose_header_set(header, "alg", algorithm.c_str(), &error);
  cjose_header_set(header, "kid", kid.c_str(), &error);
  cjose_jws_t* jws =
      cjose_jws_sign(key, header, reinterpret_cast<const uint8_t*>(payload.data()), payload.size(), &error);
  const char* text = nullptr;
  EXPECT_TRUE(jws != nullptr && cjose_jws_export(jws, &text, &error)) << error.message;
  std::string token = text;
  cjose_jws_release(jws);
  cjose_header_release(header);
  return token;
}

class AuthenticatorTest : public ::testing::Test {
 protected:
  AuthenticatorTest() : key_(*MakeKey()) { Publish(key_.key_set); }

  void Publish(const std::string& key_set) {
    const std::string draft = jwks_ + ".part";
    std::ofstream(draft) << key_set;
    std::rename(draft.c_str(), jwks_.c_str());
  }

  Authenticator& Open() {
    auto source = KeySource::Open(jwks_, {.file_interval = absl::Milliseconds(10)});
    EXPECT_TRUE(source.ok()) << source.status();
    source_ = *std::move(source);
    authenticator_.emplace(*source_, TokenRules(), [this] { return now_; });
    return *authenticator_;
  }

  std::string Token(const json& claims) const { return *Sign(key_.private_key, claims.dump()); }
  std::string Token(const std::string& name, const json& value) const {
    json claims = Claims();
    claims[name] = value;
    return Token(claims);
  }
  std::string TokenWithout(const std::string& name) const {
    json claims = Claims();
    claims.erase(name);
    return Token(claims);
  }

  // The reason that the token is refused for; empty: it is taken.
  std::string Refusal(const std::string& token) {
    const auto caller = authenticator_->Recognize("Bearer " + token);
    if (caller.ok()) return "";
    EXPECT_EQ(caller.status().code(), absl::StatusCode::kUnauthenticated);
    const Problem problem = Problem::FromStatus(caller.status());
    // Nothing of the token comes back.
    const std::string signature = token.substr(token.rfind('.') + 1);
    if (signature.size() > 8) {
      EXPECT_THAT(problem.message.en, Not(HasSubstr(signature)));
      EXPECT_THAT(problem.message.vi, Not(HasSubstr(signature)));
    }
    return problem.reason;
  }

  TempFolder folder_;
  const std::string jwks_ = folder_.path() + "/jwks.json";
  const NewKey key_;
  absl::Time now_ = kNow;
  std::unique_ptr<KeySource> source_;
  std::optional<Authenticator> authenticator_;
};

TEST_F(AuthenticatorTest, SaysWhoCalls) {
  Authenticator& authenticator = Open();
  const std::string token = Token(Claims());
  for (const char* scheme : {"Bearer ", "bearer "}) {
    const auto caller = authenticator.Recognize(scheme + token);
    ASSERT_TRUE(caller.ok()) << caller.status();
    EXPECT_EQ((*caller)->actor, (Actor{.name = "Phạm Văn Trí", .unit = "21526", .office = "VP"}));
    EXPECT_EQ((*caller)->roles, Roles(Role::kEditor, Role::kViewer));
    EXPECT_EQ((*caller)->bearer, token);
  }
  // The second time from memory.
  EXPECT_EQ(*authenticator.Recognize("Bearer " + token), *authenticator.Recognize("Bearer " + token));
  EXPECT_EQ((*authenticator.Recognize("Bearer " + TokenWithout("name")))->actor.name, "tri");
}

// Who only verifies acts for the office: a department of the district is not the district.
TEST_F(AuthenticatorTest, AVerifierActsForAnOffice) {
  Authenticator& authenticator = Open();
  const auto recognize = [&](const json& roles) { return authenticator.Recognize("Bearer " + Token("roles", roles)); };
  const auto verifier = recognize({"verifier", "viewer"});
  ASSERT_TRUE(verifier.ok()) << verifier.status();
  EXPECT_EQ((*verifier)->unit, "21526");
  EXPECT_EQ((*verifier)->actor, (Actor{.name = "Phạm Văn Trí", .unit = "", .office = "VP"}));
  const auto both = recognize({"verifier", "editor"});
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ((*both)->actor.unit, "21526");
  json officeless = Claims();
  officeless["roles"] = {"verifier"};
  officeless.erase("office");
  EXPECT_EQ(Refusal(Token(officeless)), "BAD_TOKEN");
}

TEST_F(AuthenticatorTest, SaysNothingTwice) {
  Open();
  const std::string claims = Claims().dump();
  EXPECT_EQ(Refusal(*Sign(key_.private_key, claims)), "");
  for (const char* more : {R"("unit":"21484")", R"("roles":["administrator"])", R"("exp":4000000000)"}) {
    EXPECT_EQ(Refusal(*Sign(key_.private_key, absl::StrCat("{", more, ",", claims.substr(1)))), "BAD_TOKEN") << more;
    EXPECT_EQ(Refusal(*Sign(key_.private_key, absl::StrCat(claims.substr(0, claims.size() - 1), ",", more, "}"))),
              "BAD_TOKEN")
        << more;
  }
  // In other objects, they are others.
  EXPECT_EQ(Refusal(Token("address", {{"unit", "21484"}})), "");
}

TEST_F(AuthenticatorTest, WantsOneToken) {
  Authenticator& authenticator = Open();
  EXPECT_EQ(Problem::FromStatus(authenticator.Recognize("").status()).reason, "NO_TOKEN");
  for (const std::string bad :
       {"twice", "Basic YTpi", "Bearer", "Bearer ", "Bearer a.b.c", "Bearer ....", "Bearer \x01"}) {
    EXPECT_EQ(Problem::FromStatus(authenticator.Recognize(bad).status()).reason, "BAD_TOKEN") << bad;
  }
  EXPECT_EQ(Refusal(std::string(100'000, 'a')), "BAD_TOKEN");
  EXPECT_EQ(Refusal(Token("name", std::string(9000, 'a'))), "BAD_TOKEN");
}

TEST_F(AuthenticatorTest, ClaimsAreHeldToTheRules) {
  Open();
  const int64_t now = absl::ToUnixSeconds(kNow);
  EXPECT_EQ(Refusal(Token(Claims())), "");
  EXPECT_EQ(Refusal(Token("iss", "somebody")), "BAD_TOKEN");
  EXPECT_EQ(Refusal(TokenWithout("iss")), "BAD_TOKEN");
  EXPECT_EQ(Refusal(Token("aud", "other")), "BAD_TOKEN");
  EXPECT_EQ(Refusal(TokenWithout("aud")), "BAD_TOKEN");
  EXPECT_EQ(Refusal(Token("aud", json::array({"other", "thidua"}))), "");
  EXPECT_EQ(Refusal(TokenWithout("exp")), "BAD_TOKEN");
  EXPECT_EQ(Refusal(Token("exp", "tomorrow")), "BAD_TOKEN");
  EXPECT_EQ(Refusal(Token("exp", now - 31)), "TOKEN_EXPIRED");
  EXPECT_EQ(Refusal(Token("exp", now - 29)), "");
  EXPECT_EQ(Refusal(Token("nbf", now + 31)), "BAD_TOKEN");
  EXPECT_EQ(Refusal(Token("nbf", now + 29)), "");
  EXPECT_EQ(Refusal(Token("iat", now + 3600)), "BAD_TOKEN");
  EXPECT_EQ(Refusal(TokenWithout("sub")), "BAD_TOKEN");
  EXPECT_EQ(Refusal(Token("unit", 21526)), "BAD_TOKEN");
  EXPECT_EQ(Refusal(Token("name", "a\nb")), "BAD_TOKEN");
  EXPECT_EQ(Refusal(TokenWithout("roles")), "BAD_TOKEN");
  EXPECT_EQ(Refusal(Token("roles", {"emperor"})), "BAD_TOKEN");
  // To the workflow, who has no unit is the administrator.
  EXPECT_EQ(Refusal(TokenWithout("unit")), "BAD_TOKEN");
  json administrator = Claims();
  administrator.erase("unit");
  administrator["roles"] = {"administrator"};
  EXPECT_EQ(Refusal(Token(administrator)), "");
}

TEST_F(AuthenticatorTest, ExpiresFromMemoryToo) {
  Open();
  const std::string token = Token(Claims());
  EXPECT_EQ(Refusal(token), "");
  now_ += absl::Hours(2);
  EXPECT_EQ(Refusal(token), "TOKEN_EXPIRED");
}

TEST_F(AuthenticatorTest, BelievesNoOtherAlgorithm) {
  Open();
  const json public_key = json::parse(key_.key_set)["keys"][0];
  const std::string kid = public_key["kid"];
  const std::string payload = Encoded(Claims().dump());
  for (const char* algorithm : {"none", "None", "NONE", "", "HS256", "ES384", "PS256"}) {
    const std::string header = Encoded(json{{"alg", algorithm}, {"kid", kid}}.dump());
    EXPECT_EQ(Refusal(absl::StrCat(header, ".", payload, ".")), "BAD_TOKEN") << algorithm;
    EXPECT_EQ(Refusal(absl::StrCat(header, ".", payload, ".", Encoded(std::string(64, 'x')))), "BAD_TOKEN");
  }
  // The public key as the secret of a symmetric one, in every form that a careless check might take it in.
  for (const std::string& secret : {public_key.dump(), key_.key_set, public_key["x"].get<std::string>(), kid}) {
    cjose_err error;
    cjose_jwk_t* symmetric =
        cjose_jwk_create_oct_spec(reinterpret_cast<const uint8_t*>(secret.data()), secret.size(), &error);
    EXPECT_EQ(Refusal(SignedBy(symmetric, "HS256", kid, Claims().dump())), "BAD_TOKEN");
    cjose_jwk_release(symmetric);
  }
  // An RSA signature for an EC key, and an extension that must be understood.
  const uint8_t exponent[] = {1, 0, 1};
  cjose_err error;
  cjose_jwk_t* rsa = cjose_jwk_create_RSA_random(2048, exponent, sizeof(exponent), &error);
  EXPECT_EQ(Refusal(SignedBy(rsa, "RS256", kid, Claims().dump())), "BAD_TOKEN");
  cjose_jwk_release(rsa);
  const std::string token = Token(Claims());
  const std::string critical = Encoded(json{{"alg", "ES256"}, {"kid", kid}, {"crit", {"b64"}}}.dump());
  EXPECT_EQ(Refusal(critical + token.substr(token.find('.'))), "BAD_TOKEN");
}

TEST_F(AuthenticatorTest, BelievesNoChangedToken) {
  Open();
  const std::string token = Token(Claims());
  const size_t dot = token.find('.'), last = token.rfind('.');
  json claims = Claims();
  claims["roles"] = {"administrator"};
  EXPECT_EQ(Refusal(token.substr(0, dot + 1) + Encoded(claims.dump()) + token.substr(last)), "BAD_TOKEN");
  EXPECT_EQ(Refusal(token.substr(0, last + 1)), "BAD_TOKEN");
  // Not by its end either: no base64 but the one.
  for (const char* more : {"x", "xx", "AAAA", "=", "==", ".", ".a", " "}) EXPECT_EQ(Refusal(token + more), "BAD_TOKEN");
  EXPECT_EQ(Refusal(token.substr(0, token.size() - 1)), "BAD_TOKEN");
  for (size_t at = 0; at < token.size(); at += 7) {
    std::string changed = token;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    // The last character of a part may carry bits that do not count.
    if (at + 1 == token.size() || token[at + 1] == '.' || token[at] == '.') continue;
    EXPECT_EQ(Refusal(changed), "BAD_TOKEN") << at;
  }
  EXPECT_EQ(Refusal(*Sign(MakeKey()->private_key, Claims().dump())), "BAD_TOKEN");
}

TEST_F(AuthenticatorTest, TakesRsaKeysOfEnoughBits) {
  const uint8_t exponent[] = {1, 0, 1};
  for (const auto& [bits, refusal] : {std::pair{2048, ""}, std::pair{1024, "BAD_TOKEN"}}) {
    cjose_err error;
    cjose_jwk_t* rsa = cjose_jwk_create_RSA_random(static_cast<size_t>(bits), exponent, sizeof(exponent), &error);
    cjose_jwk_set_kid(rsa, "rsa", 3, &error);
    char* text = cjose_jwk_to_json(rsa, /*priv=*/false, &error);
    json keys = json::parse(key_.key_set);
    keys["keys"].push_back(json::parse(text));
    free(text);
    Publish(keys.dump());
    Open();
    EXPECT_EQ(Refusal(SignedBy(rsa, "RS256", "rsa", Claims().dump())), refusal) << bits;
    EXPECT_EQ(Refusal(Token(Claims())), "");
    cjose_jwk_release(rsa);
  }
}

// The new key is believed, the old one no more, not even from memory; a broken file changes nothing.
TEST_F(AuthenticatorTest, KeysRotate) {
  Open();
  const std::string before = Token(Claims());
  ASSERT_EQ(Refusal(before), "");
  const uint64_t generation = source_->generation();
  Publish("{broken");
  const NewKey next = *MakeKey();
  const std::string after = *Sign(next.private_key, Claims().dump());
  EXPECT_EQ(Refusal(after), "BAD_TOKEN");
  absl::SleepFor(absl::Milliseconds(50));
  EXPECT_EQ(source_->generation(), generation);
  EXPECT_EQ(Refusal(before), "");
  Publish(next.key_set);
  const absl::Time deadline = absl::Now() + absl::Seconds(10);
  while (source_->generation() == generation && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(5));
  EXPECT_EQ(Refusal(after), "");
  EXPECT_EQ(Refusal(before), "BAD_TOKEN");
}

TEST_F(AuthenticatorTest, RefusesKeySetsThatCannotBeRight) {
  EXPECT_EQ(Problem::FromStatus(KeySource::Open(folder_.path() + "/none", {}).status()).reason, "NO_JWKS");
  const json right = json::parse(key_.key_set);
  json keyless = right, twice = right, secret = right;
  keyless["keys"][0].erase("kid");
  twice["keys"].push_back(twice["keys"][0]);
  secret["keys"][0] = json::parse(key_.private_key);
  for (const std::string& bad :
       {std::string(), std::string("[]"), std::string(R"({"keys":{}})"), std::string(R"({"keys":[]})"),
        std::string(R"({"keys":[{"kty":"oct","kid":"a","k":"AAAA"}]})"), keyless.dump(), twice.dump(), secret.dump()}) {
    EXPECT_EQ(Problem::FromStatus(KeySet::Parse(bad).status()).reason, "BAD_JWKS") << bad.substr(0, 60);
  }
}

TEST_F(AuthenticatorTest, ManyThreadsAskAtOnce) {
  Authenticator& authenticator = Open();
  std::vector<std::string> tokens;
  for (int i = 0; i < 40; ++i) tokens.push_back("Bearer " + Token("sub", absl::StrCat("s", i)));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) EXPECT_TRUE(authenticator.Recognize(tokens[i % tokens.size()]).ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace thidua::auth
