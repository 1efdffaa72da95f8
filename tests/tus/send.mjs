// node send.mjs ENDPOINT KEY FILE MEMORY STOP_AFTER: sends FILE by tus-js-client, or goes on with it if MEMORY knows of an
// upload that was begun; leaves in the middle once STOP_AFTER bytes were acknowledged. One line for each acknowledgement.
import { createReadStream } from "node:fs";
import { FileUrlStorage, Upload } from "tus-js-client";

const [endpoint, key, file, memory, stopAfter] = process.argv.slice(2);
const upload = new Upload(createReadStream(file), {
  endpoint,
  headers: { Authorization: `Bearer ${key}` },
  metadata: { filename: "meeting.wav" },
  chunkSize: 1024 * 1024,
  uploadDataDuringCreation: true,
  retryDelays: Array(300).fill(100),
  urlStorage: new FileUrlStorage(memory),
  storeFingerprintForResuming: true,
  onChunkComplete(_size, accepted) {
    console.log(accepted);
    if (stopAfter && accepted >= Number(stopAfter)) process.exit(3);
  },
  onError(error) {
    console.error(String(error));
    process.exit(1);
  },
});
const known = await upload.findPreviousUploads();
if (known.length) upload.resumeFromPreviousUpload(known[0]);
upload.start();
