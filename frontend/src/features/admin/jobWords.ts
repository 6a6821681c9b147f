import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

const names: Record<string, MessageDescriptor | undefined> = {
  send_mail: msg`Send an email`,
  sweep_assets: msg`Clear away unused pictures`,
  expire_enrollments: msg`End enrollments that ran out`,
  release_invitations: msg`Free the seats of old invitations`,
  forget_expired: msg`Forget old links and sessions`,
  withdraw_learner: msg`Withdraw a member who left`,
  recount_usage: msg`Count what is in use of the plan`,
  measure_health: msg`Take figures for this platform`,
  issue_certificate: msg`Issue a certificate`,
  render_certificate: msg`Draw a certificate as PDF`,
  process_video: msg`Make a video playable`,
  delete_video_files: msg`Delete the files of a video`,
  follow_video: msg`Ask a video host what became of a video`,
  delete_remote_video: msg`Delete a video at its host`,
  carry_video: msg`Move a video to another host`,
  move_videos: msg`Move all videos to another host`,
  delete_left_files: msg`Delete the files of a video that was moved`,
  transcribe_video: msg`Make captions from the sound of a video`,
  sweep_videos: msg`Clear away what nobody has of videos`,
  count_watching: msg`Count what was watched`,
  count_delivery: msg`Count what was sent of videos`,
  sync_subscription: msg`Ask the payment provider for the subscription`,
  review_plan: msg`Look at the plan by the clock`,
  reconcile_subscription: msg`Compare the subscription with the payment provider`,
  change_subscription: msg`Change the subscription`,
  watch_sending_domain: msg`Look at the records of the email domain`,
};

/** What a job does; its word, spaced, for one that is not known here. */
export function jobName(kind: string): MessageDescriptor {
  return names[kind] ?? { id: kind, message: kind.replaceAll("_", " ") };
}
