/** Records and what is wrong with them, in words. */
import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { DnsRecord } from "./queries";

const faults: Record<string, MessageDescriptor> = {
  missing: msg`There is no such TXT record yet. If you have just added it, DNS may need some minutes.`,
  malformed: msg`A TXT record stands there, but it is not one of this kind. Replace its value.`,
  quoted: msg`The value holds quotes that do not belong to it. Enter it without any.`,
  two_records: msg`There are two records of this kind, and receivers accept neither. Keep one.`,
  other_key: msg`Another key stands there. Replace the value by the one above.`,
  cut: msg`The key is cut off: the value was not stored whole. If your provider has a limit of 255 characters, split the value into two strings of the same record.`,
  withdrawn: msg`The key in the record is empty, which withdraws it. Replace the value by the one above.`,
  not_included: msg`The record does not let our servers send. Replace it by the value above, which keeps what stands there now.`,
  after_all: msg`Our servers stand after “all”, where nobody reads on. Replace it by the value above.`,
  no_policy: msg`The record has no policy: p has to be none, quarantine or reject.`,
};

/** What is wrong with a record; null if nothing is. */
export function faultWords(i18n: I18n, record: DnsRecord): string | null {
  if (!record.fault) return null;
  const known = faults[record.fault];
  return known ? i18n._(known) : (record.message ?? record.fault);
}

/** What a record is called. */
export function recordTitle(i18n: I18n, record: DnsRecord): string {
  if (record.kind === "spf") return i18n._(msg`SPF: who may send`);
  if (record.kind === "dmarc") return i18n._(msg`DMARC: what happens to forgeries`);
  if (record.key === "next") return i18n._(msg`DKIM: the next key`);
  if (record.key === "retired") return i18n._(msg`DKIM: the old key`);
  return i18n._(msg`DKIM: the key that signs`);
}

/** What a record is for. */
export function recordMeaning(i18n: I18n, record: DnsRecord): string {
  if (record.kind === "spf") {
    return i18n._(
      msg`Lists the servers that send for your domain. There may be one such record only: if you have one, add ours to it.`,
    );
  }
  if (record.kind === "dmarc") {
    return i18n._(
      msg`Tells receivers what to do with emails that are neither signed nor sent by you. If you have one, leave it as it is.`,
    );
  }
  if (record.key === "next") {
    return i18n._(msg`Add it beside the present one. It signs as soon as DNS shows it.`);
  }
  if (record.key === "retired") {
    return i18n._(msg`Signs no more. Emails that it signed are still on their way or read late.`);
  }
  return i18n._(msg`Shows the key with which your emails are signed.`);
}
