// The link that opens the app: this page's own address under the app's scheme. What stands behind the "#" never leaves
// the browser, so only here can the link be made.
const link = document.getElementById('open-app');
if (location.hash.length > 1 && location.protocol === 'https:') {
  link.href = 'kentongan://' + location.host + location.pathname + location.hash;
  link.hidden = false;
}
