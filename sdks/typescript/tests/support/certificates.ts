import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

type Der = Buffer;

function der(tag: number, ...contents: readonly Der[]): Der {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...contents: readonly Der[]) => der(0x30, ...contents);
const bytes = (...values: readonly number[]) => Buffer.from(values);
const oid = (...values: readonly number[]) => der(0x06, bytes(...values));
const date = (time: Date) => der(0x18, Buffer.from(`${time.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`));
const name = (text: string) => sequence(der(0x31, sequence(oid(0x55, 4, 3), der(0x0c, Buffer.from(text)))));

const ECDSA_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2));
const DAY = 24 * 3600 * 1000;

export interface Kind {
  /** The days from now until it ends. */
  readonly days?: number;
  /** The address that it is for. */
  readonly address?: readonly number[];
  readonly isAuthority?: boolean;
  readonly issuer?: { readonly name: string; readonly key: KeyObject };
}

/** Makes a certificate, self-signed unless it has an issuer, and the issuer that it can be. */
export function certificate(
  subject: string,
  { days = 30, address = [127, 0, 0, 1], isAuthority = false, issuer }: Kind = {},
) {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const by = issuer ?? { name: subject, key: privateKey };
  const now = Date.now();
  const extension = (id: number, value: Der, ...critical: readonly Der[]) =>
    sequence(oid(0x55, 0x1d, id), ...critical, der(0x04, value));
  const extensions = [
    extension(0x13, isAuthority ? sequence(der(0x01, bytes(0xff))) : sequence(), der(0x01, bytes(0xff))),
    ...(isAuthority
      ? []
      : [extension(0x11, sequence(der(0x87, bytes(...address)), der(0x82, Buffer.from("localhost"))))]),
  ];
  const signed = sequence(
    der(0xa0, der(0x02, bytes(2))),
    der(0x02, bytes(1)),
    ECDSA_SHA256,
    name(by.name),
    sequence(date(new Date(now - 60 * DAY)), date(new Date(now + days * DAY))),
    name(subject),
    createPublicKey(privateKey).export({ type: "spki", format: "der" }),
    der(0xa3, sequence(...extensions)),
  );
  const whole = sequence(signed, ECDSA_SHA256, der(0x03, bytes(0), sign("sha256", signed, by.key)));
  const lines = whole
    .toString("base64")
    .match(/.{1,64}/g)!
    .join("\n");
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    issuer: { name: subject, key: privateKey },
  };
}
