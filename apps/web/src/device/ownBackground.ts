const [DATABASE, STORE, KEY] = ['confab.background', 'images', 'own'];

/** The image that a person has chosen to stand in front of. It is kept on this device and sent nowhere. */
export type OwnBackground = {
  /** Nothing is there, or this device keeps nothing: undefined. */
  read(): Promise<Blob | undefined>;
  /** A device that forbids that forgets it with the page. */
  save(image: Blob): Promise<void>;
  remove(): Promise<void>;
};

export function createOwnBackground(find: () => IDBFactory = () => indexedDB): OwnBackground {
  return {
    async read() {
      try {
        const image: unknown = await ask(find, 'readonly', (store) => store.get(KEY));
        return image instanceof Blob ? image : undefined;
      } catch {
        return undefined; // Storage is switched off, as in private windows of some browsers.
      }
    },
    save: (image) => ask(find, 'readwrite', (store) => store.put(image, KEY)).then(ignore, ignore),
    remove: () => ask(find, 'readwrite', (store) => store.delete(KEY)).then(ignore, ignore),
  };
}

const ignore = () => undefined;

async function ask<T>(
  find: () => IDBFactory,
  mode: IDBTransactionMode,
  question: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const opening = find().open(DATABASE, 1);
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(STORE));
  const database = await answerOf(opening);
  try {
    return await answerOf(question(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('this device keeps nothing')));
  });
