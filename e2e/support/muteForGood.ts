import { expect, type Person } from '@confab/testkit';

/** What is on its way when the button is pressed, in packets of 20 ms; a voice that goes on fills that in 0.2 s. */
const ON_ITS_WAY = 10;

/**
 * Presses Mute. The returned assertion is made once the others hear nothing: nor has anything left since the press, by the
 * browser's own count, so that it was the button that silenced them and nothing that came later.
 */
export async function muteForGood(person: Person): Promise<() => Promise<void>> {
  await person.press('Mute');
  const pressedAt = await packetsSent(person);
  return async () => {
    const sent = (await packetsSent(person)) - pressedAt;
    expect(sent, `${person.name} is muted; packets of sound that left since`).toBeLessThanOrEqual(ON_ITS_WAY);
  };
}

async function packetsSent(person: Person): Promise<number> {
  const rows = (await person.statistics()).filter((row) => row['type'] === 'outbound-rtp' && row['kind'] === 'audio');
  return rows.reduce((sum, row) => sum + Number(row['packetsSent'] ?? 0), 0);
}
