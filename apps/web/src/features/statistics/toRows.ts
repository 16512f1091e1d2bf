import type { CallSnapshot, CallStatistics } from '@confab/client';
import type { Text } from '../../text/en.ts';

export type Row = {
  readonly key: string;
  readonly name: string;
  readonly rate: string;
  readonly loss: string;
  readonly picture: string;
};

type Facts = { readonly statistics: CallStatistics; readonly call: Pick<CallSnapshot, 'self' | 'peers'> };

/** One line for each stream, one's own first; those of people who have just left are left out. */
export function toRows({ statistics, call }: Facts, words: Text['statistics']): readonly Row[] {
  const names = new Map(
    call.peers.flatMap(({ displayName, sources }) =>
      sources.map(({ source, trackId }) => [trackId, `${displayName}: ${words.sources[source]}`] as const),
    ),
  );
  return [
    ...statistics.outgoing.map((stream) => ({
      key: `${stream.by}:${stream.source}`,
      name: `${words.you}: ${words.sources[stream.source]}`,
      rate: toRate(stream.sendBps),
      loss: toPercent(stream.lossRatio),
      picture: toPicture(stream),
    })),
    ...statistics.incoming.flatMap((stream) => {
      const name = names.get(stream.trackId);
      if (name === undefined) return [];
      const { trackId, by, receiveBps, lossRatio } = stream;
      const key = `${by}:${trackId}`;
      return [{ key, name, rate: toRate(receiveBps), loss: toPercent(lossRatio), picture: toPicture(stream) }];
    }),
  ];
}

export const toRate = (bps: number): string =>
  bps >= 1_000_000 ? `${(bps / 1_000_000).toFixed(1)} Mbit/s` : `${Math.round(bps / 1000)} kbit/s`;

export const toPercent = (ratio: number | undefined): string =>
  ratio === undefined ? '–' : `${(ratio * 100).toFixed(1)} %`;

type Picture = {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly framesPerSecond?: number | undefined;
};

const toPicture = ({ width, height, framesPerSecond }: Picture): string =>
  width === undefined || height === undefined ? '' : `${width} × ${height}, ${Math.round(framesPerSecond ?? 0)} /s`;
