import * as z from 'zod/mini';
import { peerId } from './ids.ts';
import { MAX_CONSUMERS_PER_REQUEST, MAX_SHOWN_PIXELS } from './limits.ts';
import { source } from './media.ts';

/** What is forwarded to whom, and what need not be (FW). */

const pixels = z.int().check(z.nonnegative(), z.lte(MAX_SHOWN_PIXELS));

/** How a receiver shows a picture: its size in device pixels, and whether it stands in front of the others. Null: not at all. */
export const shown = z.nullable(z.object({ width: pixels, height: pixels, inFront: z.optional(z.boolean()) }));
export type Shown = z.infer<typeof shown>;

/** Sounds are not shown. */
export const shownStream = z.object({ peerId, source: z.enum(['camera', 'screen']), shown });
export type ShownStream = z.infer<typeof shownStream>;

export const shownStreams = z.array(shownStream).check(z.minLength(1), z.maxLength(MAX_CONSUMERS_PER_REQUEST));

const nothing = z.object({});

export const forwardingRequests = {
  /** What has changed of what is shown here. What was never named counts as shown as large as it is sent. */
  setShown: {
    allowedIn: ['joined'],
    needs: 'nothing',
    costs: 2,
    params: z.object({ streams: shownStreams }),
    result: nothing,
  },
} as const;

/** The largest layer of a picture that anybody shows; `none` when nobody does. */
export const wantedLayers = z.enum(['none', 'low', 'mid', 'high']);
export type WantedLayers = z.infer<typeof wantedLayers>;

/** `withoutMid`: nobody uses the layer below the largest of three now (FW12). Who does not know of that sends it. */
export const wantedOfPicture = { layers: wantedLayers, withoutMid: z.optional(z.boolean()) };

/** What is wanted of some of this peer's own sources from now on. It says nothing about mute. */
export const wantedChanged = z.object({ sources: z.array(z.object({ source, ...wantedOfPicture })) });
export type WantedSources = z.infer<typeof wantedChanged>['sources'];
export type WantedOfPicture = Omit<WantedSources[number], 'source'>;

/** Whose microphones are not forwarded now, since louder ones are: all of them, each time. */
export const heldBackChanged = z.object({ peerIds: z.array(peerId) });

/** Both of these as of now, for who has not heard of them for a while. */
export const forwarding = z.object({
  wanted: wantedChanged.def.shape.sources,
  heldBack: heldBackChanged.def.shape.peerIds,
});
export type Forwarding = z.infer<typeof forwarding>;
