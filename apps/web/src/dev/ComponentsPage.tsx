import styles from './ComponentsPage.module.css';
import { examples } from './examples.tsx';

/** `/dev/components`: every small part alone, in development only. */
export const ComponentsPage = () => (
  <main className={styles.page}>
    {Object.entries(examples).map(([name, example]) => (
      <section key={name} className={styles.example} aria-label={name}>
        <p className={styles.name}>{name}</p>
        {example}
      </section>
    ))}
  </main>
);
