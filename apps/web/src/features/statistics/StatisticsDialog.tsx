import type { CallStatistics } from '@confab/client';
import { useEffect, useState } from 'react';
import { useText } from '../../text/TextContext.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { SwitchField } from '../../ui/SwitchField.tsx';
import { useCall, useSession } from '../room/CallContext.ts';
import { Chart } from './Chart.tsx';
import { saveFile } from './saveFile.ts';
import styles from './Statistics.module.css';
import { toPercent, toRate, toRows } from './toRows.ts';

/** What flows, as numbers and lines, for who wants to look closer. It asks for figures only while it is open. */
export function StatisticsDialog({ onClose }: { readonly onClose: () => void }) {
  const { statistics: words, close } = useText();
  const session = useSession();
  const [figures, setFigures] = useState<CallStatistics>();
  useEffect(() => session.statistics?.subscribe(setFigures), [session]);
  return (
    <Dialog title={words.title} closeLabel={close} onClose={onClose}>
      {figures ? (
        <>
          <Charts figures={figures} />
          <Streams figures={figures} />
        </>
      ) : (
        <p>{words.soon}</p>
      )}
      {session.makeReport && <Report />}
    </Dialog>
  );
}

function Charts({ figures: { history } }: { readonly figures: CallStatistics }) {
  const { statistics: words } = useText();
  const last = history.at(-1);
  if (!last) return null;
  return (
    <div className={styles.charts}>
      <Chart label={words.sent} values={history.map(({ sendBps }) => sendBps)} now={toRate(last.sendBps)} />
      <Chart
        label={words.received}
        values={history.map(({ receiveBps }) => receiveBps)}
        now={toRate(last.receiveBps)}
      />
      <Chart
        label={words.roundTrip}
        values={history.map(({ rttMs = 0 }) => rttMs)}
        now={last.rttMs === undefined ? '–' : `${Math.round(last.rttMs)} ms`}
      />
      <Chart label={words.loss} values={history.map(({ lossRatio }) => lossRatio)} now={toPercent(last.lossRatio)} />
    </div>
  );
}

function Streams({ figures }: { readonly figures: CallStatistics }) {
  const { statistics: words } = useText();
  const self = useCall((call) => call.self);
  const peers = useCall((call) => call.peers);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard
    <div className={styles.wide} role="region" aria-label={words.streams} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{words.stream}</th>
            <th scope="col">{words.rate}</th>
            <th scope="col">{words.loss}</th>
            <th scope="col">{words.picture}</th>
          </tr>
        </thead>
        <tbody>
          {toRows({ statistics: figures, call: { self, peers } }, words).map(({ key, name, rate, loss, picture }) => (
            <tr key={key}>
              <th scope="row">
                <bdi>{name}</bdi>
              </th>
              <td>{rate}</td>
              <td>{loss}</td>
              <td>{picture}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Report() {
  const { statistics: words } = useText();
  const session = useSession();
  const [withNames, setWithNames] = useState(false);
  const save = () => {
    const report = session.makeReport?.({ withNames });
    if (report) saveFile(`confab-report-${report.madeAt.replaceAll(':', '-')}.json`, JSON.stringify(report, null, 2));
  };
  return (
    <section className={styles.report} aria-label={words.report}>
      <SwitchField label={words.withNames} hint={words.reportHint} isOn={withNames} onChange={setWithNames} />
      <Button size="small" onPress={save}>
        {words.saveReport}
      </Button>
    </section>
  );
}
