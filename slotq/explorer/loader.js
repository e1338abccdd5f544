// The page's code is packed, to keep the page small. What comes out has a hash in the page's
// policy, so that the browser runs exactly that.
const packed = Uint8Array.from(atob(document.getElementById("code").textContent), (c) =>
  c.charCodeAt(0),
);
const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
new Response(unpacked).text().then((text) => {
  const script = document.createElement("script");
  script.textContent = text;
  document.body.append(script);
});
