// Puts a plot of this page, whose every text is escaped, where st.html would strip it.
export default function ({ data, parentElement }) {
  parentElement.querySelector(".kb-q-figure").innerHTML = data.svg;
}
