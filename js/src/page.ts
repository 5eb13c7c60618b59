import "./page.css";
import { openPage } from "./page/open_page.ts";

void openPage(document);
