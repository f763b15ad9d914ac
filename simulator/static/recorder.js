// Recording a voice note.

const KINDS = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];

export class Recorder {
  /** Whether something is being recorded. */
  get active() {
    return this.machine?.state === "recording";
  }

  /** Begin; throws where there is no microphone or it is not allowed. */
  async start() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
    this.parts = [];
    this.machine = new MediaRecorder(stream, kind ? { mimeType: kind } : {});
    this.machine.ondataavailable = (event) => this.parts.push(event.data);
    this.machine.start();
  }

  /** Stop; the recording as a file, or null when it is empty. */
  async stop() {
    const ended = new Promise((resolve) => { this.machine.onstop = resolve; });
    this.machine.stop();
    await ended;
    for (const track of this.machine.stream.getTracks()) track.stop();
    const kind = this.machine.mimeType.split(";")[0];
    const note = new File(this.parts, `voice-note.${kind.split("/")[1]}`, { type: kind });
    return note.size ? note : null;
  }
}
