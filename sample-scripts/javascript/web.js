/**
 * A file on the web as a read-only disk. Only what is read is fetched, by HTTP ranges.
 *
 *     nbdscript web.js https://example.com/disk.img --run 'nbdinfo "$uri"'
 */
export const parameters = { url: { type: 'uri', required: true, magic: true, help: 'address of the file' } };

const HttpClient = Java.type('java.net.http.HttpClient');
const HttpRequest = Java.type('java.net.http.HttpRequest');
const BodyHandlers = Java.type('java.net.http.HttpResponse.BodyHandlers');
const ByteBuffer = Java.type('java.nio.ByteBuffer');

const client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
let address;
let fileSize;

/** Fetches bytes `first` to `last`. Java's promises can be awaited: meanwhile the script serves other requests. */
async function fetchRange(first, last) {
    const request = HttpRequest.newBuilder(address).header('Range', `bytes=${first}-${last}`).build();
    const response = await client.sendAsync(request, BodyHandlers.ofByteArray());
    if (response.statusCode() === 200) nbdscript.fail('ENOTSUP', `${address}: the server does not serve ranges`);
    if (response.statusCode() !== 206) nbdscript.fail('EIO', `${address}: HTTP status ${response.statusCode()}`);
    return response;
}

// `configure` may be asynchronous as well. The answer's header tells the size: `Content-Range: bytes 0-0/1048576`.
export async function configure({ url }) {
    address = Java.type('java.net.URI').create(url);
    const response = await fetchRange(0, 0);
    fileSize = Number(response.headers().firstValue('Content-Range').orElse('').split('/')[1]);
    if (!Number.isSafeInteger(fileSize)) nbdscript.fail('ENOTSUP', `${address}: the server does not tell the size`);
}

export const getSize = () => fileSize;
export const canMultiConn = () => true;

export async function pread(buf, offset) {
    const response = await fetchRange(offset, offset + buf.length - 1);
    const body = new Uint8Array(new ArrayBuffer(ByteBuffer.wrap(response.body())));
    if (body.length !== buf.length) nbdscript.fail('EIO', `got ${body.length} bytes, asked for ${buf.length}`);
    buf.set(body);
}
