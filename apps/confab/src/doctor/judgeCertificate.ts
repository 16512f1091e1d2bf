import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Finding } from './Finding.ts';
import { finder } from './Finding.ts';

const { ok, note, problem } = finder('certificate');
const DAY_MS = 24 * 60 * 60 * 1_000;
const SOON_DAYS = 14;

export type CertificateQuestion = {
  /** PEM. */
  readonly cert: string;
  /** What people open; undefined when it is not said. */
  readonly publicUrl: string | undefined;
  readonly nowMs: number;
};

/** Whether browsers will take the certificate, today and for the next while. That key and certificate fit is settled before. */
export function judgeCertificate({ cert, publicUrl, nowMs }: CertificateQuestion): Finding[] {
  const certificate = new X509Certificate(cert);
  const host = publicUrl === undefined ? undefined : new URL(publicUrl).hostname.replace(/^\[|\]$/g, '');
  return [judgeDates(certificate, nowMs), ...judgeName(certificate, host), ...judgeIssuer(certificate)];
}

function judgeDates({ validFrom, validTo }: X509Certificate, nowMs: number): Finding {
  const leftDays = Math.floor((Date.parse(validTo) - nowMs) / DAY_MS);
  if (Date.parse(validFrom) > nowMs)
    return problem(
      `The certificate is not valid before ${validFrom}.`,
      "Set this machine's clock, or wait, or use the certificate before this one.",
    );
  if (leftDays < 0)
    return problem(`The certificate ended on ${validTo}.`, 'Renew it and restart Confab, which reads it at its start.');
  if (leftDays < SOON_DAYS)
    return note(
      `The certificate ends in ${leftDays} days.`,
      'Renew it and restart Confab, which reads it at its start.',
    );
  return ok(`The certificate is valid for ${leftDays} more days.`);
}

function judgeName(certificate: X509Certificate, host: string | undefined): Finding[] {
  if (host === undefined) return [];
  const fits = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host);
  if (fits !== undefined) return [ok(`The certificate is for ${host}.`)];
  return [problem(`The certificate is not for ${host}.`, 'Use one that names the host of PUBLIC_URL.')];
}

function judgeIssuer(certificate: X509Certificate): Finding[] {
  if (certificate.issuer !== certificate.subject) return [];
  return [
    note(
      'The certificate is signed by itself: browsers warn of it, and give no camera until it is trusted.',
      'Get one from a certificate authority such as Let’s Encrypt, or trust it on each device.',
    ),
  ];
}
