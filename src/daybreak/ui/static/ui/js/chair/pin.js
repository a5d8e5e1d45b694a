// A PIN, asked on a device without the network, as the server's ui/pins.py makes and checks it:
// a verifier says whether it is right, a proof lets the server see later that it was.
const words = new TextEncoder();

const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const hex = (raw) => Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("");

async function derived(pin, salt, iterations) {
  const key = await crypto.subtle.importKey("raw", words.encode(pin), "PBKDF2", false, [
    "deriveBits",
  ]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
}

// Whether `pin` is the one of which `verifier` was made: pbkdf2_sha256$iterations$salt$hash.
export async function matches(verifier, pin) {
  const [kind, iterations, salt, wanted] = verifier.split("$");
  if (kind !== "pbkdf2_sha256" || !wanted) return false;
  const right = bytes(wanted);
  const found = await derived(pin, bytes(salt), Number(iterations));
  let apart = right.length ^ found.length;
  for (let place = 0; place < right.length; place++) apart |= right[place] ^ found[place];
  return apart === 0;
}

// The proof, in hex, that whoever typed `pin` signed these bytes.
export async function prove(proofSalt, iterations, pin, messageBytes) {
  const raw = await derived(pin, bytes(proofSalt), Number(iterations));
  const how = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", raw, how, false, ["sign"]);
  return hex(new Uint8Array(await crypto.subtle.sign("HMAC", key, messageBytes)));
}
