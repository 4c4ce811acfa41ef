#include "common/rpc/address_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace thidua::rpc {
namespace {

using ::testing::ElementsAre;

TEST(AddressListTest, TellsAddressesFromOtherText) {
  for (const char* good : {"127.0.0.1:7101", "scoring:7101", "[::1]:7101", "10.0.0.1:1,10.0.0.2:65535",
                           "a.tinh.local:7101,b.tinh.local:7101", "dns:///scoring:7101"}) {
    EXPECT_TRUE(IsAddressList(good)) << good;
  }
  for (const char* bad :
       {"", "7101", "host", "host:", ":7101", "host:0", "host:65536", "host:x", "a:1,", ",a:1", "a:1,,b:2", "a:1, b:2",
        "::1:7101", "dns:///", "dns:///a:1,b:2", "dns://8.8.8.8/a:1", "http://a:1"}) {
    EXPECT_FALSE(IsAddressList(bad)) << bad;
  }
}

TEST(AddressListTest, NamesTheHosts) {
  EXPECT_THAT(HostsOf("a:1,10.0.0.2:2"), ElementsAre("a", "10.0.0.2"));
  EXPECT_THAT(HostsOf("dns:///scoring.tinh.local:7101"), ElementsAre("scoring.tinh.local"));
  EXPECT_THAT(HostsOf("[::1]:7101"), ElementsAre("::1"));
}

TEST(AddressListTest, LeavesASingleNameToBeLookedUpAgain) {
  EXPECT_EQ(TargetOf("scoring:7101"), "dns:///scoring:7101");
  EXPECT_EQ(TargetOf("dns:///scoring:7101"), "dns:///scoring:7101");
}

TEST(AddressListTest, ListsAddressesOfOneFamily) {
  EXPECT_EQ(TargetOf("10.0.0.1:1,10.0.0.2:2"), "ipv4:10.0.0.1:1,10.0.0.2:2");
  EXPECT_EQ(TargetOf("10.0.0.1:1,[fd00::2]:2"), "ipv6:[::ffff:10.0.0.1]:1,[fd00::2]:2");
}

TEST(AddressListTest, GoesByTheNamesThatAreKnown) {
  EXPECT_EQ(TargetOf("no-such-host.invalid:1,10.0.0.2:2"), "ipv4:10.0.0.2:2");
  EXPECT_EQ(TargetOf("no-such-host.invalid:1,nor-this.invalid:2"), "dns:///no-such-host.invalid:1");
}

}  // namespace
}  // namespace thidua::rpc
