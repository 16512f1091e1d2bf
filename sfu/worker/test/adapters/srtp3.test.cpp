#include "check.h"
#include <srtp.h>

#include <arpa/inet.h>

#include <string>
#include <vector>

using Bytes = std::vector<uint8_t>;
using Way   = srtp_err_status_t (*)(srtp_t, const uint8_t*, size_t, uint8_t*, size_t*);

struct Profile
{
    const char* name;
    srtp_profile_t id;
    size_t keyLen;
    size_t saltLen;
    size_t rtpTrailer;
    size_t rtcpTrailer;
};

// RFC 7714 and RFC 5764: the _32 profile shortens the tag of RTP only.
static const Profile Profiles[] = {
    { "AEAD_AES_256_GCM", srtp_profile_aead_aes_256_gcm, 32, 12, 16, 20 },
    { "AEAD_AES_128_GCM", srtp_profile_aead_aes_128_gcm, 16, 12, 16, 20 },
    { "AES128_CM_SHA1_80", srtp_profile_aes128_cm_sha1_80, 16, 14, 10, 14 },
    { "AES128_CM_SHA1_32", srtp_profile_aes128_cm_sha1_32, 16, 14, 4, 14 },
};

static constexpr uint32_t Ssrc{ 0x11223344 };

/** Either of RTP and RTCP. */
struct Kind
{
    const char* name;
    Way protect;
    Way unprotect;
    size_t Profile::*trailer;
    size_t clearBytes; // Of the header, which stays readable.
};

static srtp_err_status_t protectRtp(srtp_t s, const uint8_t* in, size_t len, uint8_t* out, size_t* outLen)
{
    return srtp_protect(s, in, len, out, outLen, /*mki_index*/ 0);
}

static srtp_err_status_t protectRtcp(srtp_t s, const uint8_t* in, size_t len, uint8_t* out, size_t* outLen)
{
    return srtp_protect_rtcp(s, in, len, out, outLen, /*mki_index*/ 0);
}

static const Kind Kinds[] = {
    { "RTP", protectRtp, srtp_unprotect, &Profile::rtpTrailer, 12 },
    { "RTCP", protectRtcp, srtp_unprotect_rtcp, &Profile::rtcpTrailer, 8 },
};

static Bytes packetOf(const Kind& kind, uint16_t number)
{
    Bytes packet(kind.protect == protectRtp ? 52 : 28);

    for (size_t i{ 0 }; i < packet.size(); ++i)
    {
        packet[i] = static_cast<uint8_t>(i * 7 + number);
    }

    const bool isRtp = kind.protect == protectRtp;

    packet[0] = 0x80;
    packet[1] = isRtp ? 111 : 200;
    packet[2] = isRtp ? static_cast<uint8_t>(number >> 8) : 0;
    packet[3] = isRtp ? static_cast<uint8_t>(number) : 6;

    for (size_t i{ 0 }; i < 4; ++i)
    {
        packet[(isRtp ? 8 : 4) + i] = static_cast<uint8_t>(Ssrc >> (24 - 8 * i));
    }

    return packet;
}

static srtp_t session(const Profile& profile, srtp_ssrc_type_t direction, uint8_t keyByte = 1)
{
    Bytes key(profile.keyLen, keyByte);
    Bytes salt(profile.saltLen, 0x55);
    srtp_policy_t policy{ nullptr };
    srtp_t created{ nullptr };

    CHECK(srtp_policy_create(&policy) == srtp_err_status_ok);
    CHECK(srtp_policy_set_ssrc(policy, { direction, 0 }) == srtp_err_status_ok);
    CHECK(srtp_policy_set_profile(policy, profile.id) == srtp_err_status_ok);
    CHECK(
        srtp_policy_add_key(policy, key.data(), key.size(), salt.data(), salt.size(), nullptr, 0) == srtp_err_status_ok);
    CHECK(srtp_policy_set_allow_repeat_tx(policy, true) == srtp_err_status_ok);
    CHECK(srtp_policy_set_window_size(policy, 1024) == srtp_err_status_ok);
    CHECK(srtp_create(&created, policy) == srtp_err_status_ok);
    srtp_policy_destroy(policy);

    return created;
}

static Bytes protectedBy(srtp_t sender, const Kind& kind, const Bytes& packet)
{
    Bytes out(1500);
    size_t len{ out.size() };

    CHECK(kind.protect(sender, packet.data(), packet.size(), out.data(), &len) == srtp_err_status_ok);
    out.resize(len);

    return out;
}

static srtp_err_status_t received(srtp_t receiver, const Kind& kind, Bytes packet)
{
    size_t len{ packet.size() };

    return kind.unprotect(receiver, packet.data(), packet.size(), packet.data(), &len);
}

static void roundTripInSeparateBuffers(const Profile& profile, const Kind& kind)
{
    srtp_t sender         = session(profile, ssrc_any_outbound);
    srtp_t receiver       = session(profile, ssrc_any_inbound);
    const Bytes plain     = packetOf(kind, 1);
    const Bytes untouched = plain;
    const Bytes secret    = protectedBy(sender, kind, plain);

    CHECK(plain == untouched);
    CHECK(secret.size() == plain.size() + profile.*kind.trailer);
    CHECK(Bytes(secret.begin(), secret.begin() + kind.clearBytes) == Bytes(plain.begin(), plain.begin() + kind.clearBytes));
    CHECK(Bytes(secret.begin() + kind.clearBytes, secret.begin() + plain.size()) != Bytes(plain.begin() + kind.clearBytes, plain.end()));

    const Bytes kept = secret;
    Bytes out(1500);
    size_t len{ out.size() };

    CHECK(kind.unprotect(receiver, secret.data(), secret.size(), out.data(), &len) == srtp_err_status_ok);
    out.resize(len);
    CHECK(out == plain);
    CHECK(secret == kept);

    srtp_dealloc(sender);
    srtp_dealloc(receiver);
}

static void roundTripInPlace(const Profile& profile, const Kind& kind)
{
    srtp_t sender     = session(profile, ssrc_any_outbound);
    srtp_t receiver   = session(profile, ssrc_any_inbound);
    const Bytes plain = packetOf(kind, 1);
    Bytes buffer      = plain;

    buffer.resize(1500);

    size_t len{ buffer.size() };

    CHECK(kind.protect(sender, buffer.data(), plain.size(), buffer.data(), &len) == srtp_err_status_ok);
    CHECK(len == plain.size() + profile.*kind.trailer);

    const size_t secretLen{ len };

    CHECK(kind.unprotect(receiver, buffer.data(), secretLen, buffer.data(), &len) == srtp_err_status_ok);
    buffer.resize(len);
    CHECK(buffer == plain);

    srtp_dealloc(sender);
    srtp_dealloc(receiver);
}

static void tamperedPacketIsRefused(const Profile& profile, const Kind& kind)
{
    srtp_t sender      = session(profile, ssrc_any_outbound);
    srtp_t receiver    = session(profile, ssrc_any_inbound);
    const Bytes secret = protectedBy(sender, kind, packetOf(kind, 1));

    // Header, payload and trailer, each byte; those of the SSRC and the version may fail otherwise.
    for (size_t i{ 1 }; i < secret.size(); ++i)
    {
        Bytes tampered = secret;

        tampered[i] ^= 0x01;
        CHECK(received(receiver, kind, tampered) != srtp_err_status_ok);
    }

    Bytes cut(secret.begin(), secret.end() - 1);

    CHECK(received(receiver, kind, cut) != srtp_err_status_ok);

    srtp_t stranger = session(profile, ssrc_any_inbound, /*keyByte*/ 2);

    CHECK(received(stranger, kind, secret) == srtp_err_status_auth_fail);
    CHECK(received(receiver, kind, secret) == srtp_err_status_ok);

    srtp_dealloc(sender);
    srtp_dealloc(receiver);
    srtp_dealloc(stranger);
}

static void replayIsRefused(const Profile& profile, const Kind& kind)
{
    srtp_t sender      = session(profile, ssrc_any_outbound);
    srtp_t receiver    = session(profile, ssrc_any_inbound);
    const Bytes first  = protectedBy(sender, kind, packetOf(kind, 1));
    const Bytes second = protectedBy(sender, kind, packetOf(kind, 2));

    CHECK(received(receiver, kind, second) == srtp_err_status_ok);
    CHECK(received(receiver, kind, first) == srtp_err_status_ok);
    CHECK(received(receiver, kind, first) == srtp_err_status_replay_fail);
    CHECK(received(receiver, kind, second) == srtp_err_status_replay_fail);

    srtp_dealloc(sender);
    srtp_dealloc(receiver);
}

static void smallOutputIsRefused(const Profile& profile, const Kind& kind)
{
    srtp_t sender         = session(profile, ssrc_any_outbound);
    srtp_t receiver       = session(profile, ssrc_any_inbound);
    const Bytes plain     = packetOf(kind, 1);
    const Bytes untouched = plain;
    const size_t needed{ plain.size() + profile.*kind.trailer };
    const Bytes blank(needed, 0xEE);

    for (const size_t room : { size_t{ 0 }, plain.size() - 1, plain.size(), needed - 1 })
    {
        Bytes out = blank;
        size_t len{ room };

        CHECK(kind.protect(sender, plain.data(), plain.size(), out.data(), &len) == srtp_err_status_buffer_small);
        CHECK(len == room);
        CHECK(out == blank);
        CHECK(plain == untouched);
    }

    // To the byte.
    Bytes secret = blank;
    size_t len{ needed };

    CHECK(kind.protect(sender, plain.data(), plain.size(), secret.data(), &len) == srtp_err_status_ok);
    CHECK(len == needed);

    Bytes out = blank;

    len = needed - 1;
    CHECK(kind.unprotect(receiver, secret.data(), secret.size(), out.data(), &len) == srtp_err_status_buffer_small);
    CHECK(len == needed - 1);
    CHECK(out == blank);
    len = needed;
    CHECK(kind.unprotect(receiver, secret.data(), secret.size(), out.data(), &len) == srtp_err_status_ok);
    CHECK(len == plain.size());

    srtp_dealloc(sender);
    srtp_dealloc(receiver);
}

/** libsrtp 2 counts in int: these would wrap to the true length. */
static void hugeLengthIsRefused(const Profile& profile, const Kind& kind)
{
    constexpr size_t Wrap{ size_t{ 1 } << 32 };
    srtp_t sender   = session(profile, ssrc_any_outbound);
    srtp_t receiver = session(profile, ssrc_any_inbound);
    Bytes plain     = packetOf(kind, 1);
    Bytes secret    = protectedBy(sender, kind, plain);
    size_t len{ SIZE_MAX };

    CHECK(kind.unprotect(receiver, secret.data(), Wrap + secret.size(), secret.data(), &len) == srtp_err_status_bad_param);

    const size_t plainLen{ plain.size() };

    plain.resize(1500);
    CHECK(kind.protect(sender, plain.data(), Wrap + plainLen, plain.data(), &len) == srtp_err_status_bad_param);

    srtp_dealloc(sender);
    srtp_dealloc(receiver);
}

static void nonsenseIsRefused(const Profile& profile, const Kind& kind)
{
    srtp_t receiver = session(profile, ssrc_any_inbound);

    for (size_t size{ 0 }; size < 64; ++size)
    {
        CHECK(received(receiver, kind, Bytes(size, 0xFF)) != srtp_err_status_ok);
        CHECK(received(receiver, kind, Bytes(size, 0x80)) != srtp_err_status_ok);
    }

    srtp_dealloc(receiver);
}

/** libsrtp 2 itself would look back 128 packets, the worker asks for 1024. */
static void latePacketIsAccepted(const Profile& profile)
{
    srtp_t sender    = session(profile, ssrc_any_outbound);
    srtp_t receiver  = session(profile, ssrc_any_inbound);
    const Bytes late = protectedBy(sender, Kinds[0], packetOf(Kinds[0], 1));

    CHECK(received(receiver, Kinds[0], protectedBy(sender, Kinds[0], packetOf(Kinds[0], 1000))) == srtp_err_status_ok);
    CHECK(received(receiver, Kinds[0], late) == srtp_err_status_ok);

    srtp_dealloc(sender);
    srtp_dealloc(receiver);
}

/** As for a retransmission without RTX, which the worker relies on. */
static void samePacketMayBeSentTwice(const Profile& profile)
{
    srtp_t sender     = session(profile, ssrc_any_outbound);
    const Bytes plain = packetOf(Kinds[0], 1);

    CHECK(protectedBy(sender, Kinds[0], plain) == protectedBy(sender, Kinds[0], plain));

    srtp_dealloc(sender);
}

/** The worker gives the SSRC in network order. */
static void removedStreamIsForgotten(const Profile& profile)
{
    srtp_t sender      = session(profile, ssrc_any_outbound);
    srtp_t receiver    = session(profile, ssrc_any_inbound);
    const Bytes secret = protectedBy(sender, Kinds[0], packetOf(Kinds[0], 1));

    CHECK(received(receiver, Kinds[0], secret) == srtp_err_status_ok);
    CHECK(received(receiver, Kinds[0], secret) == srtp_err_status_replay_fail);
    CHECK(srtp_stream_remove(receiver, htonl(Ssrc)) == srtp_err_status_ok);
    CHECK(srtp_stream_remove(receiver, htonl(Ssrc)) == srtp_err_status_no_ctx);
    CHECK(received(receiver, Kinds[0], secret) == srtp_err_status_ok);

    srtp_dealloc(sender);
    srtp_dealloc(receiver);
}

static void wrongKeyLengthIsRefused(const Profile& profile)
{
    const Bytes bytes(200, 1);

    const auto outcome = [&](size_t keyLen, size_t saltLen)
    {
        srtp_policy_t policy{ nullptr };
        srtp_t created{ nullptr };

        CHECK(srtp_policy_create(&policy) == srtp_err_status_ok);
        CHECK(srtp_policy_set_ssrc(policy, { ssrc_any_outbound, 0 }) == srtp_err_status_ok);
        CHECK(srtp_policy_set_profile(policy, profile.id) == srtp_err_status_ok);

        auto err = srtp_policy_add_key(policy, bytes.data(), keyLen, bytes.data(), saltLen, nullptr, 0);

        if (err == srtp_err_status_ok)
        {
            err = srtp_create(&created, policy);
        }

        srtp_policy_destroy(policy);

        if (created)
        {
            srtp_dealloc(created);
        }

        return err;
    };

    for (const size_t keyLen : { size_t{ 0 }, profile.keyLen - 1, profile.keyLen + 1, size_t{ 200 }, SIZE_MAX })
    {
        CHECK(outcome(keyLen, profile.saltLen) == srtp_err_status_bad_param);
    }

    for (const size_t saltLen : { size_t{ 0 }, profile.saltLen - 1, profile.saltLen + 1, SIZE_MAX })
    {
        CHECK(outcome(profile.keyLen, saltLen) == srtp_err_status_bad_param);
    }

    CHECK(outcome(profile.keyLen, profile.saltLen) == srtp_err_status_ok);
}

/** What libsrtp 3 can do and the adapter cannot must fail, not be ignored. */
static void keyIdentifiersAreRefused(const Profile& profile)
{
    const Bytes bytes(64, 1);
    srtp_policy_t policy{ nullptr };

    CHECK(srtp_policy_create(&policy) == srtp_err_status_ok);
    CHECK(srtp_policy_add_key(policy, bytes.data(), profile.keyLen, bytes.data(), profile.saltLen, bytes.data(), 4) == srtp_err_status_bad_param);
    CHECK(srtp_policy_add_key(policy, bytes.data(), profile.keyLen, bytes.data(), profile.saltLen, nullptr, 0) == srtp_err_status_ok);
    CHECK(srtp_policy_add_key(policy, bytes.data(), profile.keyLen, bytes.data(), profile.saltLen, nullptr, 0) == srtp_err_status_bad_param);
    srtp_policy_destroy(policy);

    srtp_t sender = session(profile, ssrc_any_outbound);
    Bytes packet  = packetOf(Kinds[0], 1);
    Bytes out(1500);
    size_t len{ out.size() };

    CHECK(srtp_protect(sender, packet.data(), packet.size(), out.data(), &len, /*mki_index*/ 1) == srtp_err_status_bad_param);
    srtp_dealloc(sender);
}

struct Case
{
    const char* name;
    void (*run)(const Profile&, const Kind&);
};

static const Case Cases[] = {
    { "round trip in separate buffers", roundTripInSeparateBuffers },
    { "round trip in place", roundTripInPlace },
    { "tampered packet is refused", tamperedPacketIsRefused },
    { "replay is refused", replayIsRefused },
    { "small output is refused", smallOutputIsRefused },
    { "huge length is refused", hugeLengthIsRefused },
    { "nonsense is refused", nonsenseIsRefused },
    { "late packet is accepted", [](const Profile& profile, const Kind&) { latePacketIsAccepted(profile); } },
    { "same packet may be sent twice", [](const Profile& profile, const Kind&) { samePacketMayBeSentTwice(profile); } },
    { "removed stream is forgotten", [](const Profile& profile, const Kind&) { removedStreamIsForgotten(profile); } },
    { "wrong key length is refused", [](const Profile& profile, const Kind&) { wrongKeyLengthIsRefused(profile); } },
    { "key identifiers are refused", [](const Profile& profile, const Kind&) { keyIdentifiersAreRefused(profile); } },
};

int main()
{
    CHECK(srtp_init() == srtp_err_status_ok);

    for (const auto& profile : Profiles)
    {
        for (const auto& kind : Kinds)
        {
            for (const auto& test : Cases)
            {
                beginCase((std::string(profile.name) + " " + kind.name + ": " + test.name).c_str());
                test.run(profile, kind);
            }
        }
    }

    CHECK(srtp_err_status_buffer_small == 28);
    CHECK(srtp_err_status_cryptex_err == 29);
    CHECK(srtp_shutdown() == srtp_err_status_ok);

    return failures == 0 ? 0 : 1;
}
