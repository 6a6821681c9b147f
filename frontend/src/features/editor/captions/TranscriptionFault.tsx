import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Notice } from "@/ui/Notice";
import type { Transcription } from "./queries";

const words: Record<string, MessageDescriptor | undefined> = {
  refused: msg`The service that makes captions does not take this sound. Choose another language; if that does not help, tell whoever runs this platform.`,
  unavailable: msg`The service that makes captions does not answer. Try again later; if it goes on, tell whoever runs this platform.`,
  no_words: msg`Nobody was heard to say a word in this video.`,
  unknown_language: msg`The language was not recognized. Choose it, and try again.`,
  captions_exist: msg`A person gave captions in this language meanwhile, and these stay. Delete them first if you want automatic ones.`,
  too_many_languages: msg`A video has captions in at most 50 languages. Delete some first.`,
  no_sound: msg`The sound of this video cannot be read. Upload captions, or write them.`,
};

const other = msg`It did not work for a reason of ours. Try again later.`;

/** Why no captions were made, and what to do. */
export function TranscriptionFault({ known }: { known: Transcription }) {
  const { i18n } = useLingui();
  const { fault, fault_detail: detail } = known;
  const isOfService = fault === "refused" || fault === "unavailable";
  return (
    <Notice tone="bad" role="status" title={<Trans>No captions were made</Trans>}>
      {i18n._((fault ? words[fault] : undefined) ?? other)}
      {isOfService && detail ? (
        <details>
          <summary>
            <Trans>What the server says</Trans>
          </summary>
          {detail}
        </details>
      ) : null}
    </Notice>
  );
}
