// A figure is as high as its page. Of a file in a browser nobody may ask that: there the height of the directive stays.
for (const frame of document.querySelectorAll("figure.live iframe")) {
  const fit = () => {
    const page = frame.contentDocument?.body;
    if (page) new ResizeObserver(() => (frame.style.height = `${page.scrollHeight + 2}px`)).observe(page);
  };
  frame.addEventListener("load", fit);
  if (frame.contentDocument?.readyState === "complete") fit();
}
