import { useText } from '../../../text/TextContext.ts';
import { useCall } from '../../room/CallContext.ts';
import { describeUnheard } from './describeUnheard.ts';
import { Notice } from './Notice.tsx';

/** The others have said what they do not get although it is on: nobody talks to a wall without knowing it. */
export function UnheardNotice() {
  const { notices } = useText();
  const message = useCall((call) => describeUnheard(call.self, notices));
  return <div role="alert">{message !== '' && <Notice>{message}</Notice>}</div>;
}
