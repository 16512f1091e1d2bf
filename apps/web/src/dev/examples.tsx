import { Hand, Mic, MicOff, Pin, Phone, Users } from 'lucide-react';
import { useState, type CSSProperties, type ReactNode } from 'react';
import { Notice } from '../features/call/notices/Notice.tsx';
import { Chart } from '../features/statistics/Chart.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { CloseButton } from '../ui/CloseButton.tsx';
import { ControlButton } from '../ui/ControlButton.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { MenuItem } from '../ui/MenuItem.tsx';
import { MessageView } from '../ui/MessageView.tsx';
import { Panel } from '../ui/Panel.tsx';
import { SelectField } from '../ui/SelectField.tsx';
import { SwitchField } from '../ui/SwitchField.tsx';
import { TextField } from '../ui/TextField.tsx';
import { Wordmark } from '../ui/Wordmark.tsx';
import { BAD_NAMES } from './script.ts';

const nothing = () => undefined;
const onColour: CSSProperties & Record<'--peer-hue', number> = {
  containerType: 'size',
  inlineSize: 160,
  blockSize: 90,
  '--peer-hue': 200,
};

/** Every small part, alone, by its name and how it stands. */
export const examples: Readonly<Record<string, ReactNode>> = {
  'Button, primary': <Button tone="primary">Join</Button>,
  'Button, plain': <Button>Rejoin</Button>,
  'Button, danger': <Button tone="danger">End it</Button>,
  'Button, small and busy': (
    <Button size="small" busy>
      Checking…
    </Button>
  ),
  LinkButton: <LinkButton href="/">Home</LinkButton>,
  CloseButton: <CloseButton label="Close" onClick={() => undefined} />,
  'ControlButton, neutral': <ControlButton label="Mute" icon={<Mic />} shortcut="m" />,
  'ControlButton, off, with a fault': (
    <ControlButton label="Unmute" icon={<MicOff />} tone="off" warning="No microphone was found." />
  ),
  'ControlButton, busy': <ControlButton label="Unmute" icon={<MicOff />} tone="off" busy />,
  'ControlButton, active': <ControlButton label="Lower hand" icon={<Hand />} tone="active" />,
  'ControlButton, urgent badge': (
    <ControlButton label="People" icon={<Users />} badge={{ count: 120, meaning: '120 are waiting', isUrgent: true }} />
  ),
  'ControlButton, danger': <ControlButton label="Leave" icon={<Phone />} tone="danger" />,
  TextField: <TextField label="Your name" value="Ada" onChange={nothing} />,
  'TextField, fault': <TextField label="Your name" value="" onChange={nothing} fault="Enter your name." />,
  SelectField: (
    <SelectField
      label="Camera"
      options={[{ value: 'c', label: 'Front camera' }]}
      value="c"
      placeholder=""
      onChange={nothing}
    />
  ),
  'SelectField, empty, fault': (
    <SelectField
      label="Camera"
      options={[]}
      value={undefined}
      placeholder="No camera"
      onChange={nothing}
      fault="No camera was found."
    />
  ),
  'SwitchField, on': <SwitchField label="Waiting room" hint="Whoever comes waits." isOn onChange={nothing} />,
  'SwitchField, off': <SwitchField label="Lock the meeting" isOn={false} onChange={nothing} />,
  'MenuItem, danger': (
    <MenuItem icon={<Pin size={18} />} tone="danger" onPress={nothing}>
      Remove Bob
    </MenuItem>
  ),
  'Notice, warning': (
    <Notice dismissLabel="Dismiss" onDismiss={nothing}>
      2 people cannot hear you at the moment.
    </Notice>
  ),
  'Notice, with a choice': (
    <Notice
      tone="plain"
      actions={
        <>
          <Button size="small">Stay muted</Button>
          <Button size="small" tone="primary">
            Unmute now
          </Button>
        </>
      }
    >
      {`${BAD_NAMES[3]} asks you to unmute.`}
    </Notice>
  ),
  Chart: <Chart label="Sent" values={[1, 3, 2, 5, 4]} now="1.2 Mbit/s" />,
  Avatar: (
    <div style={onColour}>
      <Avatar name="Ada Lovelace" />
    </div>
  ),
  Wordmark: <Wordmark label="Confab" />,
  Panel: (
    <Panel title="People" closeLabel="Close people" onClose={nothing}>
      <p>What is in it.</p>
    </Panel>
  ),
  'MessageView, busy': <MessageView brand="Confab" title="Waiting to be let in" text="Keep this page open." busy />,
  Dialog: <DialogExample />,
};

function DialogExample() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>Open</Button>
      {isOpen && (
        <Dialog title="Settings" closeLabel="Close" onClose={() => setOpen(false)}>
          <p>What is in it.</p>
        </Dialog>
      )}
    </>
  );
}
