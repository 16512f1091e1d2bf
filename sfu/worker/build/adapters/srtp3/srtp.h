// The interface of libsrtp 3, as far as the mediasoup worker uses it, on the distribution's libsrtp 2.
//
// libsrtp 3 differs in two ways: a policy is an opaque object that is filled by calls, and packets go
// from an input buffer to an output buffer of known size. libsrtp 2 works in place and writes the
// trailer behind the packet without knowing how much room there is, so every room check is made here.
#pragma once

// libsrtp 3 gives this name to something else, see below.
#define srtp_policy_t srtp2_policy_t
#include <srtp2/srtp.h>
#undef srtp_policy_t

#include <openssl/crypto.h> // OPENSSL_cleanse()

#include <climits> // INT_MAX
#include <cstddef>
#include <cstdint>
#include <cstring> // std::memmove(), std::memcpy()
#include <new>     // std::nothrow

// Error codes that libsrtp 2 lacks. Macros, so that a libsrtp 2 that learns them is no conflict.
#define srtp_err_status_buffer_small static_cast<srtp_err_status_t>(28)
#define srtp_err_status_cryptex_err static_cast<srtp_err_status_t>(29)

struct srtp3_policy
{
    srtp2_policy_t policy{};
    srtp_profile_t profile{ srtp_profile_reserved };
    uint8_t key[SRTP_MAX_KEY_LEN]{}; // Master key, then master salt.
    size_t key_len{ 0 };
    size_t salt_len{ 0 };
};

using srtp_policy_t = srtp3_policy*;

/* Policy. */

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* policy)
{
    *policy = new (std::nothrow) srtp3_policy();

    return *policy ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

inline void srtp_policy_destroy(srtp_policy_t policy)
{
    if (!policy)
    {
        return;
    }

    OPENSSL_cleanse(policy->key, sizeof(policy->key));

    delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t policy, srtp_ssrc_t ssrc)
{
    policy->policy.ssrc = ssrc;

    return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t policy, srtp_profile_t profile)
{
    auto err = srtp_crypto_policy_set_from_profile_for_rtp(&policy->policy.rtp, profile);

    if (err == srtp_err_status_ok)
    {
        err = srtp_crypto_policy_set_from_profile_for_rtcp(&policy->policy.rtcp, profile);
    }

    if (err == srtp_err_status_ok)
    {
        policy->profile = profile;
    }

    return err;
}

/** One key, no MKI: all that DTLS-SRTP as the worker does it needs. */
inline srtp_err_status_t srtp_policy_add_key(
    srtp_policy_t policy,
    const uint8_t* key,
    size_t key_len,
    const uint8_t* salt,
    size_t salt_len,
    const uint8_t* /*mki*/,
    size_t mki_len)
{
    if (mki_len != 0 || policy->key_len != 0)
    {
        return srtp_err_status_bad_param;
    }

    if (key_len > sizeof(policy->key) || salt_len > sizeof(policy->key) - key_len)
    {
        return srtp_err_status_bad_param;
    }

    std::memcpy(policy->key, key, key_len);
    std::memcpy(policy->key + key_len, salt, salt_len);
    policy->key_len  = key_len;
    policy->salt_len = salt_len;

    return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t policy, bool allow)
{
    policy->policy.allow_repeat_tx = allow ? 1 : 0;

    return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t policy, size_t window_size)
{
    policy->policy.window_size = window_size;

    return srtp_err_status_ok;
}

/* Session. */

/** libsrtp 2 reads as many bytes of key as the profile wants, so what was given must be exactly that. */
inline srtp_err_status_t srtp_create(srtp_t* session, const srtp3_policy* policy)
{
    if (
        policy->profile == srtp_profile_reserved ||
        policy->key_len != srtp_profile_get_master_key_length(policy->profile) ||
        policy->salt_len != srtp_profile_get_master_salt_length(policy->profile))
    {
        return srtp_err_status_bad_param;
    }

    // libsrtp 2 derives what it needs and keeps no pointer to the key.
    srtp2_policy_t srtp2_policy = policy->policy;
    srtp2_policy.key            = const_cast<unsigned char*>(policy->key);

    return srtp_create(session, &srtp2_policy);
}

/** The ssrc is in network order, in both versions. */
inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
    return srtp_remove_stream(session, ssrc);
}

/* Packets. */

namespace srtp3
{
    using InPlace       = srtp_err_status_t (*)(srtp_t session, void* packet, int* len);
    using TrailerLength = srtp_err_status_t (*)(srtp_t session, uint32_t use_mki, uint32_t mki, uint32_t* len);

    // SRTCP adds an index of four bytes.
    constexpr size_t LongestTrailer{ SRTP_MAX_TRAILER_LEN + 4 };

    inline srtp_err_status_t Transform(
        InPlace inPlace, srtp_t session, const uint8_t* in, size_t in_len, uint8_t* out, size_t* out_len)
    {
        if (in_len > *out_len)
        {
            return srtp_err_status_buffer_small;
        }

        if (out != in)
        {
            std::memmove(out, in, in_len);
        }

        int len        = static_cast<int>(in_len);
        const auto err = inPlace(session, out, &len);

        if (err == srtp_err_status_ok)
        {
            *out_len = static_cast<size_t>(len);
        }

        return err;
    }

    inline srtp_err_status_t Protect(
        InPlace inPlace,
        TrailerLength trailerLength,
        srtp_t session,
        const uint8_t* in,
        size_t in_len,
        uint8_t* out,
        size_t* out_len,
        size_t mki_index)
    {
        if (mki_index != 0 || in_len > INT_MAX - LongestTrailer)
        {
            return srtp_err_status_bad_param;
        }

        // The exact length takes a walk over all streams, so ask only where room is short.
        if (*out_len < in_len + LongestTrailer)
        {
            uint32_t trailer{ 0 };
            const auto err = trailerLength(session, /*use_mki*/ 0, /*mki_index*/ 0, &trailer);

            if (err != srtp_err_status_ok)
            {
                return err;
            }

            if (*out_len < in_len + trailer)
            {
                return srtp_err_status_buffer_small;
            }
        }

        return Transform(inPlace, session, in, in_len, out, out_len);
    }

    inline srtp_err_status_t Unprotect(
        InPlace inPlace, srtp_t session, const uint8_t* in, size_t in_len, uint8_t* out, size_t* out_len)
    {
        if (in_len > INT_MAX)
        {
            return srtp_err_status_bad_param;
        }

        return Transform(inPlace, session, in, in_len, out, out_len);
    }
} // namespace srtp3

/*
 * All four: `*out_len` is the size of `out` before and the length of the packet after. `out` may be
 * `in`. On an error `*out_len` stays as it was.
 */

inline srtp_err_status_t srtp_protect(
    srtp_t session, const uint8_t* rtp, size_t rtp_len, uint8_t* srtp, size_t* srtp_len, size_t mki_index)
{
    return srtp3::Protect(
        srtp_protect, srtp_get_protect_trailer_length, session, rtp, rtp_len, srtp, srtp_len, mki_index);
}

inline srtp_err_status_t srtp_protect_rtcp(
    srtp_t session, const uint8_t* rtcp, size_t rtcp_len, uint8_t* srtcp, size_t* srtcp_len, size_t mki_index)
{
    return srtp3::Protect(
        srtp_protect_rtcp, srtp_get_protect_rtcp_trailer_length, session, rtcp, rtcp_len, srtcp, srtcp_len, mki_index);
}

/** `out` needs room for the protected packet, because libsrtp 2 decrypts it there. */
inline srtp_err_status_t srtp_unprotect(
    srtp_t session, const uint8_t* srtp, size_t srtp_len, uint8_t* rtp, size_t* rtp_len)
{
    return srtp3::Unprotect(srtp_unprotect, session, srtp, srtp_len, rtp, rtp_len);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
    srtp_t session, const uint8_t* srtcp, size_t srtcp_len, uint8_t* rtcp, size_t* rtcp_len)
{
    return srtp3::Unprotect(srtp_unprotect_rtcp, session, srtcp, srtcp_len, rtcp, rtcp_len);
}
