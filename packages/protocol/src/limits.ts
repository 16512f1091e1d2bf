/** The version of this contract. A client of another version is refused with close code 4426. */
export const PROTOCOL_VERSION = 1;

/** One WebSocket message of a client, in bytes. A join of a crowded room flows the other way and may be larger. */
export const MAX_CLIENT_FRAME_BYTES = 64 * 1024;
/** How deep a frame may nest. Deeper ones parse, yet overflow whatever walks them later. */
export const MAX_FRAME_DEPTH = 32;

/** What a person reads as one character (UAX #29 grapheme clusters). */
export const MAX_DISPLAY_NAME_GRAPHEMES = 64;
/** One grapheme can be arbitrarily many code points: bound what is stored, too (Unicode code points, as zod counts). */
export const MAX_DISPLAY_NAME_LENGTH = 256;

/** A join token as text. Ours have some 300 characters. */
export const MAX_TOKEN_LENGTH = 4_096;
/** How long a seat outlives its join token: time for a client that was away to renew it. */
export const TOKEN_GRACE_MS = 30_000;

/** One chat message, in Unicode code points. */
export const MAX_CHAT_LENGTH = 4_000;
export const MAX_MESSAGE_ID_LENGTH = 36;
/** One utterance as it is recognised, in Unicode code points; a longer one goes on as another. */
export const MAX_CAPTION_LENGTH = 300;
/** What a room remembers of its chat: so many messages, and so much text (UTF-16 code units). */
export const CHAT_HISTORY_MESSAGES = 200;
export const CHAT_HISTORY_LENGTH = 48 * 1024;
/** How many of a peer's newest message ids a room knows again. */
export const REMEMBERED_MESSAGE_IDS = 16;

export const MAX_PEERS_PER_ROOM = 100;
/** A room of more people than this has no standby (ME11). */
export const MAX_PEERS_OF_STANDBY = 8;
/** How many may wait at once to be let in. */
export const MAX_WAITING_PER_ROOM = 50;
export const MAX_CONSUMERS_PER_REQUEST = 400;
/** The side of a picture as a receiver shows it, in device pixels. */
export const MAX_SHOWN_PIXELS = 16_384;
/** A sender is told at once that more is wanted of it, and that less is after so long (FW4). */
export const WANT_LESS_AFTER_MS = 500;
/** How many streams a receiver may ask anew for at once. */
export const MAX_RENEWALS_PER_REQUEST = 20;

/** One direct path: a description with every source of a browser that offers every codec has some 12,000 characters. */
export const MAX_DESCRIPTION_LENGTH = 32 * 1024;
export const MAX_CANDIDATE_LENGTH = 1_024;
export const MAX_MID_LENGTH = 32;
/** Of ICE, RFC 8839. */
export const MAX_USERNAME_FRAGMENT_LENGTH = 256;
export const MAX_SOURCES_PER_DESCRIPTION = 8;
/** What one peer may say of one direct path, candidates and all. */
export const MAX_SIGNALS_PER_EPOCH = 200;

/** Two people are left alone for so long before they talk directly: whoever comes third often comes at once. */
export const DIRECT_AFTER_MS = 1_000;
/** The same in a room that has had another topology before: it does not go to and fro with every guest. */
export const DIRECT_AGAIN_AFTER_MS = 5_000;
/** After a direct path that failed, doubled with each further failure of the same two. */
export const DIRECT_AFTER_FAILURE_MS = 60_000;
/** So often it is tried with the same two. */
export const MAX_DIRECT_FAILURES = 3;

/** An upgrade that never joins is closed; traffic does not extend this. */
export const JOIN_DEADLINE_MS = 10_000;
/** How long a visitor may wait to be let in before it has to knock again. */
export const WAITING_DEADLINE_MS = 15 * 60_000;
/** How long a visitor is kept ready to join; then it may come again. */
export const LOBBY_DEADLINE_MS = 2 * 60_000;
/** How many visitors are kept ready at once: of one room, of one address, and in all. */
export const MAX_LOBBIES_PER_ROOM = 16;
export const MAX_LOBBIES_PER_ADDRESS = 32;
export const MAX_LOBBIES = 500;
/** How many names a visitor is shown of those who are inside. */
export const MAX_NAMES_IN_LOOK = 5;
/** How long a seat is kept for a peer whose socket is gone. */
export const RECONNECT_GRACE_MS = 30_000;
/** How long an empty room is remembered. */
export const EMPTY_ROOM_GRACE_MS = 10_000;
/** A client request without an answer fails after this. */
export const REQUEST_DEADLINE_MS = 5_000;
/** A request to the sfu without an answer fails after this; mediasoup's own calls have no deadline. */
export const CONTROL_DEADLINE_MS = 3_000;

/** Both ends ping; a socket silent for PING_TIMEOUT_MS is taken for dead. */
export const PING_INTERVAL_MS = 3_000;
export const PING_TIMEOUT_MS = 7_000;

/** What an sfu remembers of one room for signaling, in characters. */
export const MAX_MEMO_LENGTH = 512 * 1024;

/** Events that can wait share a frame once a room has told so many frames in a row; then one frame in each so many ms (EV4). */
export const EVENT_FRAMES_BURST = 8;
export const EVENT_FRAMES_PACE_MS = 125;

/** How many past events a room keeps for peers that come back. */
export const EVENT_LOG_LENGTH = 1_000;
