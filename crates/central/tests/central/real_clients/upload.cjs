// Uploads a file with tus-js-client, pauses in the middle and resumes with another instance, as after a reload.
const fs = require("fs");
const tus = require("tus-js-client");
const [endpoint, token, name, path] = process.argv.slice(2);
const file = fs.readFileSync(path);
const begin = (more) =>
  new Promise((resolve, reject) => {
    const upload = new tus.Upload(file, {
      endpoint, headers: { Authorization: `Bearer ${token}` }, metadata: { name }, chunkSize: 50_000, retryDelays: [],
      onError: reject, onSuccess: () => resolve(upload), ...more(() => upload.abort().then(() => resolve(upload))),
    });
    upload.start();
  });
(async () => {
  const paused = await begin((pause) => ({ onChunkComplete: (_, accepted) => { if (accepted >= 100_000) pause(); } }));
  let first = null;
  await begin(() => ({ uploadUrl: paused.url, onProgress: (sent) => { first ??= sent; } }));
  if (first === null || first < 100_000) throw new Error(`went on at ${first}`);
  console.log("done");
})().catch((error) => { console.error(String(error)); process.exit(1); });
