import type { CallProblem, DeviceFault } from '@confab/client';
import type { Text } from './en.ts';

const microphoneFaults: Record<DeviceFault, string> = {
  denied: 'Браузеру запрещён доступ к микрофону. Разрешите его рядом с адресной строкой и нажмите «Включить микрофон».',
  missing: 'Микрофон не найден. Подключите его и нажмите «Включить микрофон».',
  busy: 'Микрофон занят другой программой. Закройте её и нажмите «Включить микрофон».',
  insecure: 'Микрофон доступен только защищённым страницам. Откройте эту страницу по https.',
  unknown: 'Микрофон не включился. Нажмите «Включить микрофон» ещё раз.',
};

const cameraFaults: Record<DeviceFault, string> = {
  denied: 'Браузеру запрещён доступ к камере. Разрешите его рядом с адресной строкой и нажмите «Включить видео».',
  missing: 'Камера не найдена. Подключите её и нажмите «Включить видео».',
  busy: 'Камера занята другой программой. Закройте её и нажмите «Включить видео».',
  insecure: 'Камера доступна только защищённым страницам. Откройте эту страницу по https.',
  unknown: 'Камера не включилась. Нажмите «Включить видео» ещё раз.',
};

const problems: Record<CallProblem, { readonly title: string; readonly cure: string }> = {
  noWebRtc: {
    title: 'Этот браузер не умеет звонить',
    cure: 'В нём нет WebRTC или он отключён. Откройте ссылку в свежем Chrome, Edge, Firefox или Safari.',
  },
  insecureContext: {
    title: 'Страница не защищена',
    cure: 'Звонки работают только на защищённых страницах. Откройте тот же адрес по https или localhost на этом компьютере.',
  },
  roomFull: { title: 'Встреча заполнена', cure: 'Мест больше нет. Попробуйте ещё раз, когда кто-нибудь уйдёт.' },
  roomLocked: {
    title: 'Встреча закрыта',
    cure: 'Ведущий сейчас никого не впускает. Попросите открыть встречу и попробуйте снова.',
  },
  unsupportedVersion: { title: 'Страница устарела', cure: 'Сервер обновился. Перезагрузите страницу и войдите снова.' },
  replaced: {
    title: 'Вы вошли в другом месте',
    cure: 'Звонок продолжается в другом окне или на другом устройстве. Его можно вернуть сюда.',
  },
  badRoom: {
    title: 'Такой встречи нет',
    cure: 'Ссылка неполная или с опечаткой. Попросите прислать её снова или начните свою встречу.',
  },
  refused: { title: 'Вы не можете войти', cure: 'Сервер вас не впустил. Попросите у пригласившего новую ссылку.' },
  unauthorized: {
    title: 'Нужно новое приглашение',
    cure: 'Это приглашение больше не действует. Попросите новую ссылку.',
  },
  unavailable: {
    title: 'Сервер недоступен',
    cure: 'Проверьте соединение и попробуйте снова. Если не входит никто, сервер, возможно, не работает.',
  },
  internal: { title: 'Что-то пошло не так', cure: 'Это наша ошибка, не ваша. Попробуйте чуть позже.' },
};

/** Everything the pages say, in Russian. */
export const ru: Text = {
  product: 'Confab',
  home: 'На главную',
  loading: 'Загрузка…',
  close: 'Закрыть',
  settingsLabel: 'Настройки',

  landing: {
    title: 'Для разговора не нужна регистрация.',
    pitch: 'Начните встречу, отправьте ссылку, и вы увидите друг друга. Всё работает на этом сервере и больше нигде.',
    newMeeting: 'Новая встреча',
    starting: 'Создаём…',
    or: 'или',
    codeOrLink: 'Код или ссылка на встречу',
    join: 'Войти',
    codeNeeded: 'Введите код или ссылку, которую вам прислали.',
    codeUnknown: 'Это не код встречи и не ссылка на неё.',
    createFailed: 'Сервер не создал встречу. Проверьте соединение и попробуйте снова.',
    recent: 'Недавние встречи',
    forget: (code) => `Забыть ${code}`,
  },

  lobby: {
    title: 'Готовы войти?',
    preview: 'Как вас увидят',
    name: 'Ваше имя',
    join: 'Войти',
    joining: 'Входим…',
    nameNeeded: 'Введите имя, чтобы другие знали, кто вы.',
    nameUnfit: 'Выберите имя короче и без управляющих символов.',
    cameraOff: 'Камера выключена',
    cameraStarting: 'Камера включается…',
    cameraFailed: 'Нет изображения с камеры',
    mayJoinAnyway: 'Можно войти и без этого.',
    level: 'Уровень микрофона',
    testSpeaker: 'Проверить динамик',
    testing: 'Звучит сигнал…',
  },

  devices: {
    microphone: 'Микрофон',
    camera: 'Камера',
    speaker: 'Динамик',
    systemDefault: 'Как в системе',
    noMicrophone: 'Нет микрофона',
    noCamera: 'Нет камеры',
    numbered: (kind, number) => `${kind} ${number}`,
    microphoneFaults,
    cameraFaults,
  },

  call: {
    controls: 'Управление звонком',
    participants: 'Участники',
    mute: 'Выключить микрофон',
    unmute: 'Включить микрофон',
    stopVideo: 'Выключить видео',
    startVideo: 'Включить видео',
    shareScreen: 'Показать экран',
    stopSharing: 'Прекратить показ',
    raiseHand: 'Поднять руку',
    lowerHand: 'Опустить руку',
    reactions: 'Реакции',
    chat: 'Чат',
    people: 'Участники',
    settings: 'Настройки',
    more: 'Ещё',
    leave: 'Выйти',
    invite: 'Пригласить',
    galleryView: 'Вид: галерея',
    speakerView: 'Вид: говорящий',
    hideSelf: 'Скрыть моё изображение',
    showSelf: 'Показать моё изображение',
    pictureInPicture: 'Картинка в картинке',
    fullScreen: 'Во весь экран',
    exitFullScreen: 'Выйти из полного экрана',
    shortcuts: 'Клавиши',
    copyLink: 'Скопировать ссылку',
    linkCopied: 'Ссылка скопирована',
    inviteLink: 'Ссылка-приглашение',
    copy: 'Копировать',
    copied: 'Скопировано',
    aloneTitle: 'Здесь пока только вы',
    aloneCure: 'Отправьте эту ссылку тем, с кем хотите поговорить.',
    you: (name) => `${name} (вы)`,
    screenOf: (name) => `Экран: ${name}`,
    pin: (name) => `Закрепить: ${name}`,
    unpin: (name) => `Открепить: ${name}`,
    pinned: 'Закреплено',
    inFront: 'На переднем плане у всех',
    handRaised: 'Рука поднята',
    microphoneOff: 'Микрофон выключен',
    dismiss: 'Скрыть',
    connectionLost: 'Связь потеряна',
    hearOthers: 'Нажмите, чтобы слышать остальных',
    previousPage: 'Предыдущая страница',
    nextPage: 'Следующая страница',
    page: (page, count) => `Страница ${page} из ${count}`,
    unread: (count) =>
      `${count} ${plural(count, ['непрочитанное сообщение', 'непрочитанных сообщения', 'непрочитанных сообщений'])}`,
    inCall: (count) => `${count} ${plural(count, ['участник', 'участника', 'участников'])}`,
    waitingCount: (count) => `${plural(count, ['Ждёт', 'Ждут', 'Ждут'])} ${count}`,
  },

  news: {
    joined: (names) => `Вход: ${list(names)}`,
    left: (names) => `Выход: ${list(names)}`,
    handUp: (name) => `${name}: рука поднята`,
    shares: (name) => `${name} показывает экран`,
    sharesNoMore: (name) => `${name} больше не показывает экран`,
    wrote: (name, text) => `${name}: ${text}`,
    knocks: (names) => `Просится войти: ${list(names)}`,
    muted: 'Ваш микрофон выключен',
    mutedByHost: 'Ведущий выключил ваш микрофон',
    unmuted: 'Вас слышат',
    locked: 'Встреча закрыта',
    unlocked: 'Встреча снова открыта',
    isHost: 'Теперь вы ведущий',
    isViewer: 'Вы можете смотреть, писать и поднимать руку; слово даёт ведущий',
  },

  notices: {
    sharing: 'Вы показываете экран.',
    sharingOwnTab: 'Вы показываете эту самую вкладку: другие видят зеркало в зеркале. Покажите другое окно.',
    shareFaults: {
      denied: 'Экран не показан.',
      missing: 'Этот браузер не умеет показывать экран. Сделайте это с компьютера.',
      busy: 'Экран занят. Попробуйте снова.',
      insecure: 'Экран можно показывать только с защищённой страницы. Откройте её по https.',
      unknown: 'Экран не показан. Попробуйте снова.',
    },
    talkingWhileMuted: 'Вы говорите с выключенным микрофоном. Нажмите m или держите пробел.',
    silent: 'Ваш микрофон молчит. Проверьте его выключатель или выберите другой в настройках.',
    unmuteAsked: (name) => `${name} просит вас включить микрофон.`,
    unmuteNow: 'Включить сейчас',
    stayMuted: 'Не включать',
    knocks: (names) => `Просится войти: ${list(names)}.`,
    admit: 'Впустить',
    look: 'Кто это',
  },

  chat: {
    title: 'Чат',
    close: 'Закрыть чат',
    empty: 'Сообщений пока нет. Их увидят все участники встречи.',
    messages: 'Сообщения',
    write: 'Сообщение всем',
    send: 'Отправить',
    you: 'Вы',
    sending: 'Отправляется…',
    failed: 'Не отправлено',
    tooLong: 'Слишком длинно для одного сообщения.',
    newest: 'К новым сообщениям',
  },

  reactionNames: {
    thumbsUp: 'Нравится',
    heart: 'Сердце',
    clap: 'Аплодисменты',
    laugh: 'Смех',
    surprise: 'Удивление',
    celebrate: 'Праздник',
  },

  people: {
    title: 'Участники',
    close: 'Закрыть список участников',
    search: 'Найти человека',
    nobody: 'С таким именем никого нет.',
    inMeeting: 'На встрече',
    hands: 'Поднятые руки',
    waiting: 'Ждут у входа',
    admit: (name) => `Впустить: ${name}`,
    refuse: (name) => `Не впускать: ${name}`,
    admitShort: 'Впустить',
    refuseShort: 'Отказать',
    admitAll: 'Впустить всех',
    refuseAll: 'Отказать всем',
    roles: { host: 'Ведущий', speaker: 'Участник', viewer: 'Зритель' },
    roleOf: (name) => `Роль: ${name}`,
    actions: (name) => `Действия: ${name}`,
    volume: (name) => `Громкость: ${name}`,
    mute: (name) => `Выключить микрофон: ${name}`,
    askToUnmute: (name) => `Попросить включить микрофон: ${name}`,
    stopVideo: (name) => `Выключить видео: ${name}`,
    stopScreen: (name) => `Прекратить показ экрана: ${name}`,
    lowerHand: (name) => `Опустить руку: ${name}`,
    spotlight: (name) => `Показать всем крупно: ${name}`,
    endSpotlight: (name) => `Больше не показывать крупно: ${name}`,
    remove: (name) => `Удалить: ${name}`,
    hostControls: 'Для ведущих',
    muteAll: 'Выключить все микрофоны',
    lock: 'Закрыть встречу',
    lockHint: 'Никто новый не войдёт.',
    waitingRoom: 'Зал ожидания',
    waitingRoomHint: 'Каждый ждёт, пока ведущий его впустит.',
    end: 'Завершить для всех',
    endSure: 'Завершить встречу для всех?',
    endYes: 'Да, завершить',
    cancel: 'Отмена',
    failed: 'Не получилось. Проверьте соединение и попробуйте снова.',
  },

  invite: {
    title: 'Пригласить',
    hint: 'Войти может каждый, у кого есть эта ссылка.',
    lockedHint: 'Встреча закрыта: никто новый не войдёт, со ссылкой или без.',
    waitingHint: 'Открывший ссылку ждёт, пока ведущий его впустит.',
    qr: 'Ссылка-приглашение как QR-код',
    share: 'Отправить…',
  },

  settings: {
    title: 'Настройки',
    devices: 'Звук и изображение',
    look: 'Внешний вид',
    theme: 'Тема',
    themes: { system: 'Как в системе', light: 'Светлая', dark: 'Тёмная' },
    contrast: 'Больше контраста',
    language: 'Язык',
    systemLanguage: 'Как в браузере',
    keys: 'Клавиатура',
    shortcuts: 'Сочетания клавиш',
    shortcutsHint: 'Одна клавиша для частых действий. Пока вы печатаете, они не действуют.',
    space: 'Пробел',
    holdSpace: 'Говорить, пока нажат',
    toggleView: 'Галерея или говорящий',
    openHelp: 'Эти клавиши',
    microphone: 'Микрофон',
    camera: 'Видео',
    screen: 'Показ экрана',
    hand: 'Рука',
  },

  banner: {
    reconnecting: 'Восстанавливаем соединение… можно говорить дальше.',
    connecting: 'Соединяем звук и изображение…',
    repairing: 'Восстанавливаем звук и изображение…',
    failed: 'Звук и изображение не проходят. Проверьте сеть или брандмауэр; мы продолжаем пробовать.',
  },

  joining: { title: 'Входим…' },
  waiting: {
    title: 'Ждём, пока вас впустят',
    text: 'Ведущему сообщили, что вы здесь. Не закрывайте страницу.',
    cancel: 'Уйти',
  },
  left: {
    title: 'Вы вышли из встречи',
    rejoin: 'Вернуться',
    titles: {
      removed: 'Вас удалили из встречи',
      refused: 'Вас не впустили',
      roomEnded: 'Встреча завершена',
    },
    texts: {
      removed: 'Это сделал ведущий.',
      refused: 'Так решил ведущий.',
      roomEnded: 'Ведущий завершил её для всех.',
    },
  },
  problems,
  problemActions: { retry: 'Попробовать снова', reload: 'Перезагрузить', takeBack: 'Вернуть сюда' },
  notFound: { title: 'Здесь ничего нет', cure: 'Возможно, в адресе опечатка.' },
  crash: {
    title: 'Страница сломалась',
    cure: 'Часть её не загрузилась или дала сбой. Перезагрузите страницу; ваша встреча продолжается.',
    reload: 'Перезагрузить',
  },
};

const rules = new Intl.PluralRules('ru');

/** One, few (2–4) and many, as Russian counts. */
function plural(count: number, [one, few, many]: readonly [string, string, string]): string {
  const rule = rules.select(count);
  if (rule === 'one') return one;
  return rule === 'few' ? few : many;
}

function list(names: readonly string[]): string {
  const [first = '', second] = names;
  if (names.length === 1) return first;
  return names.length === 2 ? `${first} и ${second}` : `${first} и ещё ${names.length - 1}`;
}
