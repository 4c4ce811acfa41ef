#include "services/ranking/publication/publication_calls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"
#include "services/ranking/publication/ba_to_for_test.h"
#include "services/ranking/publication/publication.h"
#include "services/ranking/publication/publication_json.h"
#include "services/ranking/publication/verification.h"

namespace thidua::ranking {
namespace {

std::string ReasonOf(const absl::Status& status) { return Problem::FromStatus(status).reason; }

v1::Publication Read(const std::string& file) { return *FromJson((*ReadFile(file))[kPublicationMember]); }

class PublicationCallsTest : public ::testing::Test {
 protected:
  BaToPublished ba_to_;
};

TEST_F(PublicationCallsTest, HoldsWhatTheRankingServiceAnswers) {
  const auto published = ba_to_.Publish("Lần đầu");
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_EQ(published->publication().number(), 1);
  EXPECT_FALSE(published->unchanged());
  EXPECT_FALSE(published->publication().has_replaces());
  EXPECT_TRUE(published->publication().provisional()) << "sheets stand at their first stage";
  EXPECT_EQ(published->publication().coverage().units(), 19);

  v1::AggregateRankingsRequest request;
  request.set_under("535");
  request.set_year(2023);
  request.set_view(v1::FULL);
  auto basis = ba_to_.core().Find({.under = "535", .year = 2023}, ba_to_.Call());
  ASSERT_TRUE(basis.ok());
  const auto ranking = ba_to_.core().Aggregate(request, *basis, ba_to_.Call());
  ASSERT_TRUE(ranking.ok()) << ranking.status();
  const v1::Publication publication = Read(ba_to_.File());
  EXPECT_EQ(publication.results().SerializeAsString(), ranking->SerializeAsString());
  EXPECT_EQ(publication.published_by().name(), "An");
  EXPECT_EQ(publication.note(), "Lần đầu");
  EXPECT_EQ(publication.scales_size(), 1);
}

TEST_F(PublicationCallsTest, TheHashCoversTheCompactPublication) {
  const auto published = ba_to_.Publish();
  ASSERT_TRUE(published.ok()) << published.status();
  const std::string file = ba_to_.File();
  const auto document = nlohmann::ordered_json::parse(file);
  EXPECT_EQ(document["sha256"], published->publication().sha256());
  EXPECT_EQ(Sha256::HexOf(document["thiduaPublication"].dump()), published->publication().sha256());
  EXPECT_EQ(document.dump(1) + "\n", file);
  EXPECT_EQ(published->publication().bytes(), static_cast<int64_t>(file.size()));
}

TEST_F(PublicationCallsTest, PublishingAgainGivesBackTheSameUntilSomethingChanges) {
  const auto first = ba_to_.Publish("Lần đầu");
  ASSERT_TRUE(first.ok()) << first.status();
  const std::string file = ba_to_.File();
  for (const char* note : {"", "Lần đầu"}) {
    const auto again = ba_to_.Publish(note);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_TRUE(again->unchanged());
    EXPECT_EQ(again->publication().SerializeAsString(), first->publication().SerializeAsString());
  }
  ba_to_.Report("21526,2023,I.2,actual,1,sửa\n");
  const auto second = ba_to_.Publish();
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_FALSE(second->unchanged());
  EXPECT_EQ(second->publication().number(), 2);
  EXPECT_EQ(second->publication().replaces().number(), 1);
  EXPECT_EQ(second->publication().replaces().sha256(), first->publication().sha256());
  EXPECT_EQ(ba_to_.File(1), file);
  for (const int number : {1, 2}) EXPECT_TRUE(Verify(ba_to_.File(number))->differences.empty());
  const auto third = ba_to_.Publish("Sửa ghi chú");
  EXPECT_EQ(third->publication().number(), 3) << "another note is a change";
  v1::ListPublicationsRequest list;
  list.set_under("535");
  list.set_year(2023);
  EXPECT_EQ(ba_to_.calls().ListPublications(list)->publications_size(), 3);
}

// One import moves units of two clusters at once: no publication shows one without the other.
TEST_F(PublicationCallsTest, IsOfOneStateWhileScoresChange) {
  const auto report = [&](int value) {
    ba_to_.Report(absl::StrCat("21526,2023,I.2,actual,", value, ",x\n21493,2023,I.2,actual,", value, ",x\n"));
  };
  report(1);
  std::thread writer([&] {
    for (int value = 2; value <= 40; ++value) report(value);
  });
  int published = 0;
  const auto publish = [&] {
    const auto reply = ba_to_.Publish();
    if (!reply.ok()) {
      EXPECT_EQ(ReasonOf(reply.status()), "CHANGING");
      return;
    }
    ++published;
    std::set<std::string> values;
    const v1::Publication publication = Read(ba_to_.File());
    for (const auto& cluster : publication.clusters()) {
      for (const auto& sheet : cluster.sheets()) {
        for (const auto& figure : sheet.figures()) {
          const bool written = sheet.unit() == "21526" || sheet.unit() == "21493";
          if (written && figure.criterion() == "I.2" && figure.input() == "actual") values.insert(figure.value());
        }
      }
    }
    EXPECT_EQ(values.size(), 1u) << testing::PrintToString(values);
  };
  for (int i = 0; i < 8; ++i) publish();
  writer.join();
  publish();
  EXPECT_GT(published, 0);
  EXPECT_EQ(Read(ba_to_.File()).results().clusters_size(), 4);
}

TEST_F(PublicationCallsTest, RefusesWhatItCannotPublish) {
  EXPECT_EQ(ReasonOf(ba_to_.Publish("", "nowhere").status()), "UNKNOWN_UNIT");
  EXPECT_EQ(ReasonOf(ba_to_.Publish("a\nb").status()), "BAD_NOTE");
  EXPECT_EQ(ReasonOf(ba_to_.Publish(std::string(2001, 'a')).status()), "BAD_NOTE");
  EXPECT_EQ(ReasonOf(ba_to_.Publish("", "535", "NEVER").status()), "NO_SCALE");
  v1::PublishRequest request;
  request.set_under("535");
  request.set_year(2023);
  EXPECT_EQ(ReasonOf(ba_to_.calls().Publish(request, {}).status()), "REQUIRED") << "nobody publishes";
  request.set_year(1);
  EXPECT_EQ(ReasonOf(ba_to_.calls().Publish(request, ba_to_.Call()).status()), "BAD_YEAR");
  v1::GetPublicationRequest get;
  get.set_year(2023);
  EXPECT_EQ(ReasonOf(ba_to_.calls().GetPublication(get).status()), "UNKNOWN_PUBLICATION");
}

TEST_F(PublicationCallsTest, PublishesAboveTheDistrictWithBranches) {
  const auto published = ba_to_.Publish("", "51");
  ASSERT_TRUE(published.ok()) << published.status();
  const auto stored = ba_to_.store().Find("51", 2023, 1);
  const v1::Publication publication = Read((*stored)->text);
  ASSERT_EQ(publication.results().branches_size(), 1);
  EXPECT_EQ(publication.results().branches(0).unit(), "535");
  EXPECT_EQ(publication.results().branches(0).name(), publication.units(0).name());
  EXPECT_TRUE(Verify((*stored)->text)->differences.empty());
}

TEST_F(PublicationCallsTest, ProposesAwardsWithAReasonForEveryUnit) {
  ba_to_.ImportScale(BaToPublished::ScaleWithAwards());
  v1::ProposeAwardsRequest request;
  request.set_under("535");
  request.set_year(2023);
  request.set_language_code("en");
  const auto all = ba_to_.calls().ProposeAwards(request, ba_to_.Call());
  ASSERT_TRUE(all.ok()) << all.status();
  ASSERT_EQ(all->proposals_size(), 5) << "four clusters, and the whole scale";
  EXPECT_EQ(all->versions_size(), 4);
  int considered = 0;
  for (const v1::AwardProposal& proposal : all->proposals()) {
    EXPECT_EQ(proposal.units_size(), proposal.members());
    EXPECT_FALSE(proposal.message().empty());
    for (const v1::ConsideredUnit& unit : proposal.units()) {
      ++considered;
      EXPECT_GT(unit.reasons_size(), 0);
      for (const v1::AwardReason& reason : unit.reasons()) EXPECT_FALSE(reason.message().empty());
    }
  }
  EXPECT_EQ(considered, 2 * 19);
  const v1::AwardProposal& flag = all->proposals(4);
  EXPECT_EQ(flag.title(), "Cờ thi đua");
  EXPECT_EQ(flag.members(), 19);
  EXPECT_EQ(flag.units(0).rank(), 1);

  v1::ProposeAwardsRequest one;
  one.set_cluster("khu-trung");
  one.set_year(2023);
  const auto cluster = ba_to_.calls().ProposeAwards(one, ba_to_.Call());
  ASSERT_TRUE(cluster.ok()) << cluster.status();
  ASSERT_EQ(cluster->proposals_size(), 1) << "an award over all units cannot be decided from one cluster";
  EXPECT_EQ(cluster->proposals(0).cluster(), "khu-trung");

  // The publication holds the same decisions, without the words.
  ASSERT_TRUE(ba_to_.Publish().ok());
  const v1::Publication publication = Read(ba_to_.File());
  ASSERT_EQ(publication.awards_size(), 5);
  for (int i = 0; i < 5; ++i) {
    v1::AwardProposal bare = all->proposals(i);
    bare.clear_message();
    for (auto& unit : *bare.mutable_units()) {
      for (auto& reason : *unit.mutable_reasons()) reason.clear_message();
    }
    EXPECT_EQ(publication.awards(i).SerializeAsString(), bare.SerializeAsString());
  }
}

}  // namespace
}  // namespace thidua::ranking
