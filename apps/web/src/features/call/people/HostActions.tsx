import { roles } from '@confab/protocol';
import { Crown, Hand, MessageCircleQuestion, MicOff, MonitorX, UserX, VideoOff } from 'lucide-react';
import { useText } from '../../../text/TextContext.ts';
import { MenuItem } from '../../../ui/MenuItem.tsx';
import { SelectField } from '../../../ui/SelectField.tsx';
import { useCall, useSession } from '../../room/CallContext.ts';
import { toPeerId } from '../../room/toPeerId.ts';
import type { Person } from './toPeople.ts';
import { useModerate } from './useModerate.ts';

/** What a host may do about one person. Only what would have an effect now. */
export function HostActions({ person }: { readonly person: Person }) {
  const { people: words } = useText();
  const { moderation } = useSession();
  const isInFront = useCall((call) => call.room.spotlightId === person.peerId);
  const { hasFailed, moderate } = useModerate();
  const { name, live, isSelf } = person;
  const peerId = toPeerId(person.peerId);
  const isHeard = live.includes('microphone');
  return (
    <>
      {!isSelf && isHeard && (
        <MenuItem
          icon={<MicOff size={18} />}
          onPress={() => moderate(moderation.mutePeer({ peerId, source: 'microphone' }))}
        >
          {words.mute(name)}
        </MenuItem>
      )}
      {!isSelf && !isHeard && (
        <MenuItem
          icon={<MessageCircleQuestion size={18} />}
          onPress={() => moderate(moderation.askToUnmute({ peerId }))}
        >
          {words.askToUnmute(name)}
        </MenuItem>
      )}
      {!isSelf && live.includes('camera') && (
        <MenuItem
          icon={<VideoOff size={18} />}
          onPress={() => moderate(moderation.stopSource({ peerId, source: 'camera' }))}
        >
          {words.stopVideo(name)}
        </MenuItem>
      )}
      {!isSelf && live.includes('screen') && (
        <MenuItem
          icon={<MonitorX size={18} />}
          onPress={() => moderate(moderation.stopSource({ peerId, source: 'screen' }))}
        >
          {words.stopScreen(name)}
        </MenuItem>
      )}
      {!isSelf && person.handRaised !== undefined && (
        <MenuItem icon={<Hand size={18} />} onPress={() => moderate(moderation.lowerHand({ peerId }))}>
          {words.lowerHand(name)}
        </MenuItem>
      )}
      <MenuItem
        icon={<Crown size={18} />}
        onPress={() => moderate(moderation.setSpotlight(isInFront ? {} : { peerId }))}
      >
        {isInFront ? words.endSpotlight(name) : words.spotlight(name)}
      </MenuItem>
      {!isSelf && (
        <>
          <SelectField
            label={words.roleOf(name)}
            options={roles.map((role) => ({ value: role, label: words.roles[role] }))}
            value={person.role}
            placeholder=""
            onChange={(value) => {
              const role = roles.find((one) => one === value);
              if (role) moderate(moderation.setRole({ peerId, role }));
            }}
          />
          <MenuItem
            icon={<UserX size={18} />}
            tone="danger"
            onPress={() => moderate(moderation.removePeer({ peerId }))}
          >
            {words.remove(name)}
          </MenuItem>
        </>
      )}
      {hasFailed && <p role="alert">{words.failed}</p>}
    </>
  );
}
