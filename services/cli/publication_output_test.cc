#include "services/cli/publication_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace thidua::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Language kVi = Language::kVietnamese;
const Style kStyle{.language = kVi};

thidua::ranking::v1::PublicationSummary Summary() {
  thidua::ranking::v1::PublicationSummary summary;
  summary.set_under("535");
  summary.set_year(2023);
  summary.set_number(2);
  summary.set_sha256(std::string(64, 'a'));
  summary.mutable_replaces()->set_number(1);
  summary.mutable_replaces()->set_sha256("bb");
  summary.mutable_published_by()->set_name("An, Bình");
  summary.mutable_published_at()->set_seconds(1703178000);
  summary.set_provisional(true);
  summary.mutable_coverage()->set_units(19);
  auto* stage = summary.mutable_coverage()->add_stages();
  stage->set_title("Tự chấm");
  stage->set_units(19);
  summary.mutable_coverage()->add_stages()->set_title("Công bố");
  return summary;
}

thidua::ranking::v1::ProposeAwardsResponse Awards() {
  thidua::ranking::v1::ProposeAwardsResponse reply;
  auto* proposal = reply.add_proposals();
  proposal->mutable_scale()->set_scale_id("s");
  proposal->mutable_scale()->set_revision(3);
  proposal->set_title("Giấy khen");
  proposal->set_cluster("k");
  proposal->set_cluster_name("Cụm K");
  proposal->set_members(2);
  proposal->set_places(1);
  proposal->set_message("Tối đa 1 suất.");
  auto* in = proposal->add_units();
  in->set_unit("u1");
  in->set_name("Xã Một");
  in->set_rank(1);
  in->set_total("99.00");
  in->set_outcome(thidua::ranking::v1::ConsideredUnit::PROPOSED);
  in->add_reasons()->set_code("WITHIN_COUNT");
  in->mutable_reasons(0)->set_message("Đủ điều kiện.");
  auto* out = proposal->add_units();
  *out = *in;
  out->set_unit("u2");
  out->set_rank(0);
  out->set_outcome(thidua::ranking::v1::ConsideredUnit::NOT_PROPOSED);
  out->mutable_reasons(0)->set_code("NOT_RANKED");
  return reply;
}

ranking::Verification Differing() {
  ranking::Verification verification{.publication = Summary(), .clusters = 4, .units = 19};
  verification.differences.push_back({.pointer = "/thiduaPublication/results",
                                      .where = {.vi = "cụm k", .en = "cluster k"},
                                      .what = {.vi = "khác.", .en = "differs."},
                                      .stored = "\"1\"",
                                      .computed = ""});
  verification.more = 7;
  return verification;
}

TEST(PublicationOutputTest, PublishedNamesWhatItReplacesAndHowFarSheetsAre) {
  thidua::ranking::v1::PublishResponse reply;
  *reply.mutable_publication() = Summary();
  EXPECT_THAT(PublishedText(reply, kVi),
              AllOf(HasSubstr("Đã công bố bản 2 (535, năm 2023), sha256 aaaa"), HasSubstr("Thay cho bản 1, sha256 bb"),
                    HasSubstr("Tự chấm 19"), Not(HasSubstr("Công bố 0"))));
  reply.set_unchanged(true);
  EXPECT_THAT(PublishedText(reply, Language::kEnglish), HasSubstr("Nothing has changed since publication 2"));
}

TEST(PublicationOutputTest, Publications) {
  UseUtf8Locale();
  thidua::ranking::v1::ListPublicationsResponse reply;
  EXPECT_THAT(PublicationsText(reply, kStyle), HasSubstr("Chưa công bố"));
  *reply.add_publications() = Summary();
  EXPECT_THAT(PublicationsText(reply, kStyle), AllOf(HasSubstr("aaaaaaaaaaaa"), HasSubstr("(tạm thời)")));
  EXPECT_EQ(PublicationsCsv(reply),
            "number,sha256,replaces,published_at,published_by,stage,provisional,units,note\n2," + std::string(64, 'a') +
                ",1,2023-12-22T00:00:00+07:00,\"An, Bình\",,yes,19,\n");
}

TEST(PublicationOutputTest, AwardsListEveryUnit) {
  UseUtf8Locale();
  EXPECT_EQ(AwardsCsv(Awards()),
            "scale,award,cluster,unit,name,rank,total,outcome,reasons,message\n"
            "s/3,Giấy khen,k,u1,Xã Một,1,99.00,PROPOSED,WITHIN_COUNT,Đủ điều kiện.\n"
            "s/3,Giấy khen,k,u2,Xã Một,,99.00,NOT_PROPOSED,NOT_RANKED,Đủ điều kiện.\n");
  EXPECT_THAT(AwardsText(Awards(), kStyle), AllOf(HasSubstr("Giấy khen: Cụm K (k)"), HasSubstr("đề nghị"),
                                                  HasSubstr("01/02"), HasSubstr("hội đồng thi đua")));
  EXPECT_THAT(AwardsText({}, kStyle), HasSubstr("chưa nêu"));
}

TEST(PublicationOutputTest, Verifications) {
  EXPECT_THAT(VerificationText(Differing(), kStyle),
              AllOf(HasSubstr("khác nhau ở 8 chỗ"), HasSubstr("/thiduaPublication/results (cụm k): khác."),
                    HasSubstr("Trong tệp: \"1\"; tính lại: không có."), HasSubstr("7 chỗ nữa")));
  EXPECT_THAT(VerificationText({.publication = Summary()}, kStyle), HasSubstr("nguyên vẹn"));
  EXPECT_THAT(VerificationJson(Differing(), kVi), AllOf(HasSubstr("\"whole\": false"), HasSubstr("cụm k")));
  EXPECT_EQ(VerificationCsv(Differing(), kVi),
            "pointer,where,what,stored,computed\n/thiduaPublication/results,cụm k,khác.,\"\"\"1\"\"\",\n");
}

}  // namespace
}  // namespace thidua::cli
