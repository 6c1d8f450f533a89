/**
 * A page that writes down in `#heard` whatever it hears, with listeners on its window that come before
 * any of the picker's. Focus of the host, and pointers that cross onto it, say nothing and cannot be kept
 * from such listeners; keys, clicks and wheels are.
 */
export const quietPage = `
  <style>body { margin: 0; min-block-size: 3000px }</style>
  <input id="field" value="hello world">
  <p>Some text.</p>
  <img id="first" src="/408.png" width="160" height="120" alt="First">
  <img id="second" src="/412.png" width="160" height="120" alt="Second">
  <div style="block-size: 1500px"></div>
  <img id="third" src="/416.png" width="160" height="120" alt="Third">
  <textarea id="heard" style="display: none"></textarea>
  <script>
    const types = ['keydown', 'keypress', 'keyup', 'pointerdown', 'pointerup', 'mousedown', 'mouseup', 'click', 'wheel'];
    const heard = document.querySelector('#heard');
    for (const type of types) addEventListener(type, (event) => { heard.value += type + ' '; }, true);
    for (const type of ['focus', 'blur', 'focusin', 'focusout']) {
      document.addEventListener(type, (event) => { heard.value += type + ' '; }, true);
    }
    addEventListener('forget', () => { heard.value = ''; });
  </script>`;
