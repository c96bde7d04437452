package dev.quern.extractor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;
import org.apache.poi.poifs.crypt.Encryptor;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.xslf.usermodel.SlideLayout;
import org.apache.poi.xslf.usermodel.XMLSlideShow;
import org.apache.poi.xslf.usermodel.XSLFSlide;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFParagraph;
import org.apache.poi.xwpf.usermodel.XWPFStyle;
import org.apache.poi.xwpf.usermodel.XWPFTable;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTStyle;

/** Office files as office programs write them. */
final class OfficeFiles {
    private OfficeFiles() {}

    /** A heading, a paragraph, a table and one more paragraph. */
    static byte[] document() throws IOException {
        try (XWPFDocument document = new XWPFDocument()) {
            CTStyle style = CTStyle.Factory.newInstance();
            style.setStyleId("Heading1");
            style.addNewName().setVal("heading 1");
            document.createStyles().addStyle(new XWPFStyle(style));
            XWPFParagraph heading = document.createParagraph();
            heading.setStyle("Heading1");
            heading.createRun().setText("Of mills");
            document.createParagraph().createRun().setText("A quern grinds grain.");
            XWPFTable table = document.createTable(2, 2);
            table.getRow(0).getCell(0).setText("Stone");
            table.getRow(0).getCell(1).setText("Weight | kg");
            table.getRow(1).getCell(0).setText("upper");
            table.getRow(1).getCell(1).setText("12");
            document.createParagraph().createRun().setText("# not a heading");
            return bytes(document::write);
        }
    }

    static byte[] workbook(Workbook workbook) throws IOException {
        try (workbook) {
            Sheet sheet = workbook.createSheet("Mills");
            Row head = sheet.createRow(0);
            head.createCell(0).setCellValue("Name");
            head.createCell(1).setCellValue("Stones");
            Row row = sheet.createRow(2);
            row.createCell(0).setCellValue("North");
            row.createCell(1).setCellValue(3);
            row.createCell(7).setCellValue("");
            workbook.createSheet("Empty");
            return bytes(workbook::write);
        }
    }

    static byte[] presentation() throws IOException {
        try (XMLSlideShow show = new XMLSlideShow()) {
            var layout = show.getSlideMasters().getFirst().getLayout(SlideLayout.TITLE_AND_CONTENT);
            for (String title : new String[] {"First", "Second"}) {
                XSLFSlide slide = show.createSlide(layout);
                slide.getPlaceholder(0).setText(title);
                slide.getPlaceholder(1).setText(title + " point");
            }
            XSLFSlide second = show.getSlides().getLast();
            show.setSlideOrder(second, 0);
            return bytes(show::write);
        }
    }

    static byte[] encrypted(byte[] file) throws IOException, GeneralSecurityException {
        try (POIFSFileSystem outer = new POIFSFileSystem()) {
            Encryptor encryptor = new EncryptionInfo(EncryptionMode.agile).getEncryptor();
            encryptor.confirmPassword("secret");
            try (OutputStream inner = encryptor.getDataStream(outer)) {
                inner.write(file);
            }
            return bytes(outer::writeFilesystem);
        }
    }

    private static byte[] bytes(Attachments.Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        content.writeTo(bytes);
        return bytes.toByteArray();
    }
}
